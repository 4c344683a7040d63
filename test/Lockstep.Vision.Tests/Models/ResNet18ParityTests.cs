using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using Lockstep.Vision.Models;
using Lockstep.Vision.Native;
using Lockstep.Vision.Tests.Native;
using static TorchSharp.torch;

namespace Lockstep.Vision.Tests.Models;

/// <summary>Against torchvision's ResNet-18, with weights that both sides make by one formula; see test/fixtures/models/make.py.</summary>
[Collection(LibtorchState.Name)]
public sealed class ResNet18ParityTests : IDisposable
{
    private readonly JsonDocument fixture = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "fixtures", "models", "resnet18.json")));
    private readonly ResNet18 model;

    public ResNet18ParityTests()
    {
        NativeLibraries.Load();
        model = new ResNet18(classes: 10);
    }

    public void Dispose()
    {
        model.Dispose();
        fixture.Dispose();
    }

    [Fact]
    public void Has_the_names_shapes_and_number_of_parameters_of_torchvision()
    {
        var expected = fixture.RootElement.GetProperty("state").EnumerateArray().Select(entry =>
            $"{entry.GetProperty("name").GetString()} [{string.Join(", ", entry.GetProperty("shape").EnumerateArray())}] {entry.GetProperty("dtype").GetString()}");
        var found = model.state_dict().Select(entry =>
            $"{entry.Key} [{string.Join(", ", entry.Value.shape)}] torch.{entry.Value.dtype.ToString().ToLowerInvariant()}");
        Assert.Equal(expected.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
        Assert.Equal(fixture.RootElement.GetProperty("parameters").GetInt64(), model.parameters().Sum(parameter => parameter.numel()));
    }

    [Theory]
    [InlineData("evaluating")]
    [InlineData("training")]
    public void Gives_the_logits_of_torchvision_for_the_same_weights(string mode)
    {
        using var noGradient = no_grad();
        foreach (var (name, tensor) in model.state_dict().Where(entry => entry.Value.dim() > 0))
        {
            using var value = Value(name, tensor.shape);
            tensor.copy_(value);
        }

        model.train(mode == "training");
        using var images = (4 * Uniform("input", 2 * 3 * 64 * 48)) - 2;
        using var logits = model.forward(images.to(float32).reshape(2, 3, 64, 48));
        var expected = fixture.RootElement.GetProperty(mode).EnumerateArray().SelectMany(row => row.EnumerateArray()).Select(logit => logit.GetSingle()).ToArray();
        var found = logits.data<float>().ToArray();
        Assert.Equal(expected.Length, found.Length);
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, tolerance: 1e-4f));
    }

    private static Tensor Value(string name, long[] shape)
    {
        using var scope = NewDisposeScope();
        var numbers = Uniform(name, shape.Aggregate(1L, (product, size) => product * size));
        numbers = shape.Length > 1 ? ((2 * numbers) - 1) * Math.Sqrt(3.0 / shape[1..].Aggregate(1L, (product, size) => product * size))
            : name.EndsWith("weight", StringComparison.Ordinal) || name.EndsWith("running_var", StringComparison.Ordinal) ? 0.5 + numbers
            : (0.1 * numbers) - 0.05;
        return numbers.to(float32).reshape(shape).MoveToOuterDisposeScope();
    }

    /// <summary>SplitMix64 of name and place, its upper 24 bits as a number from 0 to 1.</summary>
    private static Tensor Uniform(string name, long count)
    {
        var numbers = new double[count];
        var start = ((ulong)Crc32.HashToUInt32(Encoding.UTF8.GetBytes(name)) << 32) + 1;
        for (var place = 0; place < numbers.Length; place++)
        {
            var mixed = ((ulong)place + start) * 0x9E3779B97F4A7C15;
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            numbers[place] = ((mixed ^ (mixed >> 31)) >> 40) / (double)(1 << 24);
        }

        return tensor(numbers);
    }
}
