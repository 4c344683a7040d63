using System.Buffers.Binary;
using System.Text;
using Lockstep.Files;
using Lockstep.Recipes;
using Lockstep.Tests.Shared;
using Lockstep.Vision.Models;
using Lockstep.Vision.Native;
using Lockstep.Vision.Tensors;
using Lockstep.Vision.Tests.Native;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Lockstep.Vision.Tests.Models;

[Collection(LibtorchState.Name)]
public sealed class StartingWeightsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public StartingWeightsTests() => NativeLibraries.Load();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void All_weights_of_the_same_model_are_taken()
    {
        var file = Saved("small-cnn", seed: 1, classes: 10);
        using var model = Model("small-cnn", seed: 2, classes: 10);
        Assert.Empty(Put(model, "small-cnn", file));
        Assert.Equal(Sha256.Of(File.ReadAllBytes(file)), Sha256.Of(Bytes(model)));
    }

    [Theory]
    [InlineData("small-cnn", 32, "'classifier.weight' and 'classifier.bias'")]
    [InlineData("linear", 8, "'linear.weight' and 'linear.bias'")]
    [InlineData("mlp", 8, "'6.weight' and '6.bias'")]
    [InlineData("resnet18", 32, "'fc.weight' and 'fc.bias'")]
    [InlineData("mobilenet_v2", 32, "'classifier.1.weight' and 'classifier.1.bias'")]
    [InlineData("efficientnet_b0", 32, "'classifier.1.weight' and 'classifier.1.bias'")]
    [InlineData("convnext_tiny", 32, "'classifier.2.weight' and 'classifier.2.bias'")]
    [InlineData("vit_tiny", 32, "'heads.head.weight' and 'heads.head.bias'")]
    public void A_head_for_another_number_of_classes_stays_as_the_seed_made_it_and_this_is_said(string name, int side, string head)
    {
        var file = Saved(name, seed: 1, classes: 10, side);
        using var fresh = Model(name, seed: 2, classes: 4, side);
        using var model = Model(name, seed: 2, classes: 4, side);
        var warning = Assert.Single(Put(model, name, file));
        Assert.Contains($"is for 10 classes, these data have 4: {head} start from random weights", warning, StringComparison.Ordinal);
        using var scope = NewDisposeScope();
        var loaded = Safetensors.Load(file);
        var before = fresh.state_dict();
        foreach (var (parameter, value) in model.state_dict())
        {
            Assert.True(
                value.eq(head.Contains($"'{parameter}'", StringComparison.Ordinal) ? before[parameter] : loaded[parameter]).all().item<bool>(), parameter);
        }
    }

    [Fact]
    public void Another_digest_than_the_pinned_is_refused_with_both()
    {
        var file = Saved("linear", seed: 1, classes: 10);
        var pinned = new string('0', 64);
        using var model = Model("linear", seed: 2, classes: 10);
        var message = Assert.Throws<LockstepException>(() => StartingWeights.Put(model, new ModelRecipe("linear") { Weights = file, Sha256 = pinned })).Message;
        Assert.Contains(pinned, message, StringComparison.Ordinal);
        Assert.Contains(DigestOf(file), message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_of_another_model_are_refused_with_the_names()
    {
        using var model = Model("small-cnn", seed: 2, classes: 10);
        var message = Refusal(model, "small-cnn", Saved("linear", seed: 1, classes: 10));
        Assert.Contains("missing: 'features.block1.conv1.weight'", message, StringComparison.Ordinal);
        Assert.Contains(" more; unexpected: 'linear.bias', 'linear.weight'", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mistyped_name_comes_with_the_nearest_and_a_wrong_shape_with_both()
    {
        var file = Saved("small-cnn", seed: 1, classes: 10, change: state =>
        {
            state.Remove("classifier.bias", out var bias);
            state["clasifier.bias"] = bias!;
            state["features.block1.conv1.weight"] = zeros(32, 3, 5, 5);
        });
        using var model = Model("small-cnn", seed: 2, classes: 10);
        var message = Refusal(model, "small-cnn", file);
        Assert.Contains("missing: 'classifier.bias'; unexpected: 'clasifier.bias' (nearest: 'classifier.bias'); of another shape: "
            + "'features.block1.conv1.weight' is Float32 [32, 3, 5, 5], expected Float32 [32, 3, 3, 3].", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void Weights_that_are_not_finite_are_refused_and_the_model_stays(float value)
    {
        var file = Saved("small-cnn", seed: 1, classes: 10, change: state => state["features.block2.bn1.running_var"] = full([64], value));
        using var model = Model("small-cnn", seed: 2, classes: 10);
        var before = Bytes(model);
        Assert.Contains("'features.block2.bn1.running_var' holds NaN or infinity", Refusal(model, "small-cnn", file), StringComparison.Ordinal);
        Assert.Equal(before, Bytes(model));
    }

    [Theory]
    [InlineData("cut off")]
    [InlineData("header longer than the file")]
    [InlineData("header of 2^62 bytes")]
    [InlineData("offsets that overlap")]
    [InlineData("offsets with a gap")]
    [InlineData("a pickle")]
    [InlineData("empty")]
    public void A_broken_file_is_refused_though_its_digest_is_the_pinned_one_and_the_model_stays(string damage)
    {
        var file = Saved("linear", seed: 1, classes: 10);
        var bytes = File.ReadAllBytes(file);
        switch (damage)
        {
            case "cut off":
                bytes = bytes[..^5];
                break;
            case "header longer than the file":
                BinaryPrimitives.WriteInt64LittleEndian(bytes, bytes.Length - 7);
                break;
            case "header of 2^62 bytes":
                BinaryPrimitives.WriteInt64LittleEndian(bytes, 1L << 62);
                break;
            case "offsets that overlap":
                bytes = Crafted(
                    """{"linear.bias":{"dtype":"F32","shape":[10],"data_offsets":[0,40]},"linear.weight":"""
                    + """{"dtype":"F32","shape":[10,192],"data_offsets":[20,7700]}}""",
                    7700);
                break;
            case "offsets with a gap":
                bytes = Crafted(
                    """{"linear.bias":{"dtype":"F32","shape":[10],"data_offsets":[0,40]},"linear.weight":"""
                    + """{"dtype":"F32","shape":[10,192],"data_offsets":[44,7724]}}""",
                    7724);
                break;
            case "a pickle":
                bytes = [0x80, 2, .. "}q\0."u8, .. new byte[100]];
                break;
            default:
                bytes = [];
                break;
        }

        File.WriteAllBytes(file, bytes);
        using var model = Model("linear", seed: 2, classes: 10, side: 8);
        var before = Bytes(model);
        Assert.StartsWith($"{file}: not a ", Refusal(model, "linear", file), StringComparison.Ordinal);
        Assert.Equal(before, Bytes(model));
    }

    private static byte[] Crafted(string header, int data)
    {
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        return [.. length, .. Encoding.UTF8.GetBytes(header), .. new byte[data]];
    }

    private static Module<Tensor, Tensor> Model(string name, long seed, int classes, int side = 8)
    {
        manual_seed(seed);
        return ModelCatalog.Build(CatalogueModels.Recipe(name), side, side, classes);
    }

    private static IReadOnlyList<string> Put(Module model, string name, string file) =>
        StartingWeights.Put(model, new ModelRecipe(name) { Weights = file, Sha256 = DigestOf(file) });

    private static string Refusal(Module model, string name, string file) => Assert.Throws<LockstepException>(() => Put(model, name, file)).Message;

    private static string DigestOf(string file) => Sha256.Of(File.ReadAllBytes(file));

    private byte[] Bytes(Module model)
    {
        Safetensors.Save(folder.PathOf("state"), model.state_dict(), new Dictionary<string, string>());
        return File.ReadAllBytes(folder.PathOf("state"));
    }

    private string Saved(string name, long seed, int classes, int side = 8, Action<Dictionary<string, Tensor>>? change = null)
    {
        using var model = Model(name, seed, classes, side);
        var state = model.state_dict();
        change?.Invoke(state);
        var file = folder.PathOf("weights.safetensors");
        Safetensors.Save(file, state, new Dictionary<string, string>());
        return file;
    }
}
