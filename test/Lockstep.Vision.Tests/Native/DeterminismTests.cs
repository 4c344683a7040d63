using System.Runtime.InteropServices;
using System.Text;
using Lockstep.Recipes;
using Lockstep.Vision.Native;
using Lockstep.Vision.Tests.Recipes;
using TorchSharp;
using static TorchSharp.torch;

namespace Lockstep.Vision.Tests.Native;

[Collection(LibtorchState.Name)]
public sealed class DeterminismTests : IDisposable
{
    private const string FromElsewhere = "model: {torchscript: net.pt, sha256: '0000000000000000000000000000000000000000000000000000000000000000'}";

    public DeterminismTests() => NativeLibraries.Load();

    /// <summary>The switches belong to the process, which other tests share.</summary>
    public void Dispose() => Determinism.Set("strict", Environment.ProcessorCount);

    [Fact]
    public void Strict_and_fast_are_in_force_as_libtorch_itself_says()
    {
        foreach (var mode in (string[])["strict", "fast", "strict"])
        {
            Determinism.Set(mode, threads: 2);
            var strict = mode == "strict";
            Assert.Equal(
                new Dictionary<string, bool>
                {
                    ["deterministicAlgorithms"] = strict,
                    ["deterministicFillUninitializedMemory"] = strict,
                    ["deterministicMkldnn"] = strict,
                    ["deterministicCuDnn"] = strict,
                    ["benchmarkCuDnn"] = !strict,
                    ["allowTf32CuBlas"] = false,
                    ["allowTf32CuDnn"] = false,
                },
                Determinism.Read().ToDictionary(read => read.Key, read => read.Value?.GetValue<bool>() ?? false));
        }
    }

    [Theory]
    [InlineData("strict")]
    [InlineData("fast")]
    public void Tf32_is_a_matter_of_precision_alone(string determinism)
    {
        (bool, bool) In(string precision)
        {
            Determinism.Set(RecipeOf("model: small-cnn", determinism, $"device: cuda\nprecision: {precision}\n"));
            return (Aten.AllowTf32CuBlas, torch.backends.cudnn.allow_tf32);
        }

        Assert.Equal((true, true), In("tf32"));
        Assert.Equal((false, false), In("float32"));
        Assert.Equal((false, false), In("bfloat16"));
        Assert.DoesNotContain(Determinism.Relaxations(RecipeOf("model: small-cnn", determinism, "device: cuda\nprecision: tf32\n")), reason =>
            reason.Key.Contains("Tf32", StringComparison.Ordinal));
    }

    [Fact]
    public void Each_switch_is_one_of_its_own()
    {
        Determinism.Set("strict", threads: 2);
        (string Name, Action<bool> Set)[] switches =
        [
            ("deterministicAlgorithms", value => Aten.DeterministicAlgorithms = value),
            ("deterministicFillUninitializedMemory", value => Aten.DeterministicFillUninitializedMemory = value),
            ("deterministicMkldnn", value => Aten.DeterministicMkldnn = value),
            ("deterministicCuDnn", value => Aten.DeterministicCuDnn = value),
            ("benchmarkCuDnn", value => Aten.BenchmarkCuDnn = value),
            ("allowTf32CuBlas", value => Aten.AllowTf32CuBlas = value),
        ];
        foreach (var (name, set) in switches)
        {
            var before = Determinism.Read();
            var value = before[name]?.GetValue<bool>() ?? false;
            set(!value);
            Assert.Equal([name], Determinism.Read().Where(read => read.Value?.GetValue<bool>() != before[read.Key]?.GetValue<bool>()).Select(read => read.Key));
            set(value);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void The_number_of_threads_is_the_one_asked_for(int threads)
    {
        Determinism.Set("strict", threads);
        Assert.Equal(threads, get_num_threads());
    }

    [Theory]
    [InlineData("model: small-cnn")]
    [InlineData(FromElsewhere)]
    public void Fast_says_why_of_every_switch_that_it_relaxes(string model)
    {
        Determinism.Set(RecipeOf(model, "strict"));
        var strict = Determinism.Read();
        Determinism.Set(RecipeOf(model, "fast"));
        var relaxed = Determinism.Read().Where(read => read.Value?.GetValue<bool>() != strict[read.Key]?.GetValue<bool>()).Select(read => read.Key);
        Assert.Equal(
            relaxed.Order(StringComparer.Ordinal), Determinism.Relaxations(RecipeOf(model, "fast")).Select(reason => reason.Key).Order(StringComparer.Ordinal));
        Assert.Empty(Determinism.Relaxations(RecipeOf(model, "strict")));
    }

    [Fact]
    public void Fresh_memory_is_filled_for_a_model_from_elsewhere_and_left_as_it_is_for_one_of_Locksteps_own()
    {
        Determinism.Set(RecipeOf(FromElsewhere, "strict"));
        Assert.True(Aten.DeterministicFillUninitializedMemory);
        Determinism.Set(RecipeOf("model: small-cnn", "strict"));
        Assert.False(Aten.DeterministicFillUninitializedMemory);
        Assert.True(Aten.DeterministicAlgorithms);
    }

    [Fact]
    public void Under_strict_memory_that_nothing_wrote_has_a_known_value()
    {
        Determinism.Set("strict", threads: 1);
        using var fresh = empty(1000);
        Assert.All(fresh.data<float>().ToArray(), value => Assert.True(float.IsNaN(value)));
    }

    [Fact]
    public void Under_strict_an_operation_without_a_deterministic_form_is_an_error()
    {
        using var script = jit.compile("def overwrite(target, index, source):\n    return target.put_(index, source)\n");
        using var target = zeros(4);
        using var index = tensor((long[])[1, 1]);
        using var source = tensor((float[])[1, 2]);
        Determinism.Set("strict", threads: 1);
        Assert.Contains(
            "put_ does not have a deterministic implementation",
            Assert.ThrowsAny<ExternalException>(() => script.invoke("overwrite", target, index, source)).Message,
            StringComparison.Ordinal);
        Determinism.Set("fast", threads: 1);
        script.invoke("overwrite", target, index, source);
    }

    private static Recipe RecipeOf(string model, string determinism, string more = "") =>
        RecipeReader.Resolve(
            "recipe.yaml", Encoding.UTF8.GetBytes($"dataset: data\n{model}\ntrain: {{batch_size: 8, epochs: 1, lr: 0.1}}\noptimizer: {{name: "
                + $"sgd}}\ndeterminism: {determinism}\nthreads: 1\n{more}"), [], processorCount: 2, RecipeText.BuiltIn).Recipe;
}
