using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Lockstep.Tests.Shared;
using Lockstep.Vision.Models;
using Lockstep.Vision.Native;
using Lockstep.Vision.Tests.Native;
using Lockstep.Vision.Tests.Recipes;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Lockstep.Vision.Tests.Models;

/// <summary>Against torchvision's models, with weights that both sides make by one formula; see test/fixtures/models/make.py.</summary>
[Collection(LibtorchState.Name)]
public sealed partial class TorchvisionParityTests
{
    private const float Tolerance = 1e-4f;

    public TorchvisionParityTests() => NativeLibraries.Load();

    public static TheoryData<string> Names { get; } = new(Directory.GetFiles(Repository.PathOf("test/fixtures/models"), "*.json")
        .Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void Has_the_names_shapes_and_number_of_parameters_of_torchvision(string name)
    {
        using var fixture = Fixture(name);
        using var model = Build(name, fixture);
        var expected = fixture.RootElement.GetProperty("state")
            .EnumerateObject().Select(entry => $"{entry.Name} {string.Join(' ', entry.Value.EnumerateArray())}");
        var found = model.state_dict()
            .Select(entry => $"{entry.Key} {string.Join(' ', [$"torch.{entry.Value.dtype.ToString().ToLowerInvariant()}", .. entry.Value.shape])}");
        Assert.Equal(expected.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
        Assert.Equal(fixture.RootElement.GetProperty("parameters").GetInt64(), model.parameters().Sum(parameter => parameter.numel()));
    }

    [Fact]
    public void Gives_the_logits_of_torchvision_for_the_same_weights()
    {
        var table = new StringBuilder("""
            # Differences from torchvision 0.14.1 (PyTorch 1.13)

            Logits for the same weights and images, 10 classes, as evaluated; and, of models in which nothing is random, as in training, where batch
            norm goes by the batch. Names and shapes of all parameters and buffers are torchvision's. `-cifar` is `stem: cifar`. Differences are those
            """ + """
             of one processor; the
            test allows 1e-4 on any. Written by `TorchvisionParityTests`; run it once with `LOCKSTEP_UPDATE_GOLDEN=1` after a change.

            | model | parameters | input | logits up to | largest difference, evaluated | in training |
            |---|---|---|---|---|---|

            """);
        foreach (var name in Names.Select(row => row.Data))
        {
            using var fixture = Fixture(name);
            using var model = Build(name, fixture);
            SetByFormula(model, fixture.RootElement.GetProperty("gain").GetDouble());
            var shape = Numbers(fixture.RootElement.GetProperty("input"));
            using var images = Filled("input", shape, number => (4 * number) - 2);
            var expected = Logits(fixture, "evaluating");
            var evaluated = Difference(model, images, expected, train: false);
            var trained = fixture.RootElement.GetProperty("training").ValueKind == JsonValueKind.Null ? (float?)null : Difference(
                model, images, Logits(fixture, "training"), train: true);
            TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {evaluated} {trained}");
            Assert.True(evaluated <= Tolerance, $"{name} evaluated: off by {evaluated}");
            Assert.True(trained is null or <= Tolerance, $"{name} in training: off by {trained}");
            table.Append(CultureInfo.InvariantCulture, $"| {name} | {fixture.RootElement.GetProperty("parameters").GetInt64()} | {string.Join('×', shape)} | "
                + $"{expected.Max(Math.Abs):F2} | {Rounded(evaluated)} | {(trained is { } difference ? Rounded(difference) : "")} |\n");
        }

        // The last bits are the processor's: what is there of them stays, and all else must be as it was.
        var path = Repository.PathOf("test/fixtures/models/parity.md");
        var before = File.Exists(path) ? File.ReadAllText(path) : "";
        GoldenFile.Matches(
            "test/fixtures/models/parity.md", Measured().Replace(before, "#") == Measured().Replace(table.ToString(), "#") ? before : table.ToString());
    }

    private static string Rounded(float difference) => difference.ToString("0.0e-0", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\d\.\de-?\d+")]
    private static partial Regex Measured();

    private static JsonDocument Fixture(string name) => JsonDocument.Parse(File.ReadAllText(Repository.PathOf($"test/fixtures/models/{name}.json")));

    private static Module<Tensor, Tensor> Build(string name, JsonDocument fixture)
    {
        var shape = Numbers(fixture.RootElement.GetProperty("input"));
        var recipe = RecipeText.Model(name.EndsWith("-cifar", StringComparison.Ordinal) ? $"{{name: {name[..^"-cifar".Length]}, stem: cifar}}" : name);
        return ModelCatalog.Build(recipe, (int)shape[2], (int)shape[3], classes: 10);
    }

    private static float Difference(Module<Tensor, Tensor> model, Tensor images, float[] expected, bool train)
    {
        using var noGradient = no_grad();
        model.train(train);
        using var logits = model.forward(images);
        var found = logits.data<float>().ToArray();
        Assert.Equal(expected.Length, found.Length);
        return expected.Zip(found).Max(pair => Math.Abs(pair.First - pair.Second));
    }

    private static float[] Logits(JsonDocument fixture, string mode) =>
        [.. fixture.RootElement.GetProperty(mode).EnumerateArray().SelectMany(row => row.EnumerateArray()).Select(logit => logit.GetSingle())];

    private static long[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(number => number.GetInt64())];

    private static void SetByFormula(Module model, double gain)
    {
        using var noGradient = no_grad();
        foreach (var (name, tensor) in model.state_dict().Where(entry => entry.Value.dim() > 0))
        {
            var inputs = tensor.shape[1..].Aggregate(1L, (product, size) => product * size);
            var range = (float)Math.Sqrt(gain / inputs);
            using var value = inputs > 1 ? Filled(name, tensor.shape, number => ((2 * number) - 1) * range)
                : name.EndsWith("weight", StringComparison.Ordinal) || name.EndsWith("running_var", StringComparison.Ordinal)
                    ? Filled(name, tensor.shape, number => 0.5f + number)
                : Filled(name, tensor.shape, number => (0.1f * number) - 0.05f);
            tensor.copy_(value);
        }
    }

    /// <summary>SplitMix64 of name and place, its upper 24 bits as a number from 0 to 1, and then what <paramref name="scale"/> makes of it.</summary>
    private static Tensor Filled(string name, long[] shape, Func<float, float> scale)
    {
        var numbers = new float[shape.Aggregate(1L, (product, size) => product * size)];
        var start = ((ulong)Crc32.HashToUInt32(Encoding.UTF8.GetBytes(name)) << 32) + 1;
        for (var place = 0; place < numbers.Length; place++)
        {
            var mixed = ((ulong)place + start) * 0x9E3779B97F4A7C15;
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            numbers[place] = scale(((mixed ^ (mixed >> 31)) >> 40) / (float)(1 << 24));
        }

        var filled = zeros(shape, float32);
        filled.bytes = MemoryMarshal.AsBytes(numbers.AsSpan());
        return filled;
    }
}
