using Lockstep.Vision.Models;
using Lockstep.Vision.Native;
using Lockstep.Vision.Tensors;
using Lockstep.Vision.Tests.Native;
using Lockstep.Vision.Tests.Recipes;
using static TorchSharp.torch;

namespace Lockstep.Vision.Tests.Models;

[Collection(LibtorchState.Name)]
public sealed class ParameterTests
{
    public ParameterTests() => NativeLibraries.Load();

    [Theory]
    [InlineData("linear", 32, 32, (3 * 32 * 32 * 10) + 10)]
    [InlineData("linear", 8, 5, (3 * 8 * 5 * 10) + 10)]
    [InlineData("small-cnn", 32, 32, 288_746)]
    [InlineData("small-cnn", 8, 200, 288_746)]
    [InlineData("resnet18", 64, 64, 11_181_642)]
    public void A_model_has_the_documented_number_of_parameters_and_a_logit_a_class(string name, int height, int width, long count)
    {
        using var model = ModelCatalog.Build(RecipeText.Model(name), height, width, classes: 10);
        Assert.Equal(count, model.parameters().Sum(parameter => parameter.numel()));
        using var images = zeros(2, 3, height, width);
        using var logits = model.forward(images);
        Assert.Equal([2, 10], logits.shape);
    }

    [Theory]
    [InlineData("small-cnn", 7, 64, "at least 8×8 pixels; these are 7×64")]
    [InlineData("vgg11_bn", 64, 31, "at least 32×32 pixels; these are 64×31")]
    [InlineData("convnext_tiny", 31, 64, "at least 32×32 pixels; these are 31×64")]
    [InlineData("vit_tiny", 224, 200, "patches of 16×16 pixels; these are 224×200")]
    public void Images_of_a_size_that_does_not_fit_are_refused_with_what_is_needed(string name, int height, int width, string expected) =>
        Assert.Contains(
            expected, Assert.Throws<LockstepException>(() => ModelCatalog.Build(RecipeText.Model(name), height, width, 10)).Message, StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(CatalogueModels.Names), MemberType = typeof(CatalogueModels))]
    public void Channels_last_weights_give_the_same_state_and_nearly_the_same_logits(string name, int side)
    {
        manual_seed(1);
        using var model = ModelCatalog.Build(CatalogueModels.Recipe(name), side, side, classes: 10);
        model.eval();
        using var images = rand(2, 3, side, side);
        using var expected = model.forward(images);
        var digest = Safetensors.DigestOf(model.state_dict());
        MemoryFormat.ToChannelsLast(model);
        Assert.Equal(digest, Safetensors.DigestOf(model.state_dict()));
        using var last = images.permute(0, 2, 3, 1).contiguous();
        using var found = model.forward(last.permute(0, 3, 1, 2));
        Assert.True(expected.allclose(found, rtol: 1e-4, atol: 1e-5));
    }

    [Theory]
    [InlineData("linear", 8)]
    [InlineData("small-cnn", 8)]
    [InlineData("resnet18", 8)]
    [InlineData("vit_tiny", 16)]
    public void The_same_seed_gives_the_same_weights_and_another_seed_others(string name, int side)
    {
        string Digest(long seed)
        {
            manual_seed(seed);
            using var model = ModelCatalog.Build(CatalogueModels.Recipe(name), side, side, classes: 3);
            return Safetensors.DigestOf(model.state_dict());
        }

        Assert.Equal(Digest(5), Digest(5));
        Assert.NotEqual(Digest(5), Digest(6));
    }
}
