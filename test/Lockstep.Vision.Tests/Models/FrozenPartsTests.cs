using Lockstep.Vision.Models;
using Lockstep.Vision.Native;
using Lockstep.Vision.Tests.Native;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Lockstep.Vision.Tests.Models;

[Collection(LibtorchState.Name)]
public sealed class FrozenPartsTests : IDisposable
{
    private readonly Module<Tensor, Tensor> model;

    public FrozenPartsTests()
    {
        NativeLibraries.Load();
        manual_seed(1);
        model = ModelCatalog.Build(CatalogueModels.Recipe("small-cnn"), 8, 8, classes: 3);
    }

    public void Dispose() => model.Dispose();

    [Fact]
    public void Frozen_parameters_and_the_statistics_inside_frozen_parts_do_not_move_and_the_others_do()
    {
        var moved = MovedBy("features.block1.*", "features.block2.bn?.weight");
        var expected = model.state_dict().Keys.Where(name =>
            !name.StartsWith("features.block1.", StringComparison.Ordinal) && name is not "features.block2.bn1.weight" and not "features.block2.bn2.weight");
        Assert.Equal(expected.Order(StringComparer.Ordinal), moved);
        foreach (var (name, parameter) in model.named_parameters())
        {
            Assert.Equal(
                name.StartsWith("features.block1.", StringComparison.Ordinal) || name is "features.block2.bn1.weight" or "features.block2.bn2.weight",
                parameter.grad is null);
        }
    }

    [Fact]
    public void Without_patterns_everything_moves() => Assert.Equal(model.state_dict().Keys.Order(StringComparer.Ordinal), MovedBy());

    [Fact]
    public void Everything_but_the_head_can_be_frozen() => Assert.Equal(["classifier.bias", "classifier.weight"], MovedBy("features.*"));

    [Theory]
    [InlineData("classifer.weight", " Did you mean 'classifier.weight'?")]
    [InlineData("feature.*", " Did you mean 'features.*'?")]
    [InlineData("features.blok3.*", " Did you mean 'features.block3.*'?")]
    [InlineData("zzz", "")]
    [InlineData("FEATURES.block9.*", "")]
    public void A_pattern_that_fits_nothing_is_refused_with_the_nearest(string pattern, string suggestion)
    {
        var message = Assert.Throws<LockstepException>(() => FrozenParts.Of(model, ["classifier.bias", pattern])).Message;
        Assert.StartsWith($"no parameter's name fits the pattern '{pattern}'.{suggestion}", message, StringComparison.Ordinal);
        Assert.EndsWith("The model's names go from 'features.block1.conv1.weight' to 'classifier.bias'.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Freezing_all_of_it_is_refused() =>
        Assert.Contains("nothing is left to train", Assert.Throws<LockstepException>(() => FrozenParts.Of(model, ["*"])).Message, StringComparison.Ordinal);

    /// <summary>The names of all parameters and buffers that two training steps change.</summary>
    private IEnumerable<string> MovedBy(params string[] patterns)
    {
        var frozen = FrozenParts.Of(model, patterns);
        using var scope = NewDisposeScope();
        var before = model.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.clone());
        using var optimizer = optim.SGD(model.parameters().Where(parameter => parameter.requires_grad), 0.1, weight_decay: 0.1);
        for (var step = 0; step < 2; step++)
        {
            model.train();
            frozen.KeepStatistics();
            optimizer.zero_grad();
            nn.functional.cross_entropy(model.forward(rand(6, 3, 8, 8)), tensor((long[])[0, 1, 2, 0, 1, 2])).backward();
            optimizer.step();
            model.eval();
        }

        return [
            .. model.state_dict().Where(entry => !entry.Value.eq(before[entry.Key]).all().item<bool>()).Select(entry => entry.Key).Order(StringComparer.Ordinal)
        ];
    }
}
