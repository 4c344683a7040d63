using System.Text.Json.Nodes;
using Lockstep.Recipes;
using TorchSharp;

namespace Lockstep.Vision.Native;

/// <summary>What <c>strict</c> and <c>fast</c> mean in libtorch, set, and read back.</summary>
public static class Determinism
{
    /// <summary>Sets every switch as the recipe asks.</summary>
    public static void Set(Recipe recipe)
    {
        OneDnn.ChooseFor(recipe.Model);
        Set(recipe.Determinism, recipe.Threads, FillsFreshMemory(recipe), recipe.Precision == "tf32");
    }

    /// <summary>Sets every switch.</summary>
    /// <param name="mode"><c>strict</c> or <c>fast</c>.</param>
    /// <param name="fillsFreshMemory">Whether strict fills memory that an operation takes before it writes there.</param>
    /// <param name="tf32">Whether GPUs may take 10 bits of a factor's mantissa. It is a precision: it repeats to the bit, so
    /// neither mode says anything about it.</param>
    public static void Set(string mode, int threads, bool fillsFreshMemory = true, bool tf32 = false)
    {
        NativeLibraries.Load();
        VectorMath.WarmUp();
        var strict = mode == "strict";
        Aten.DeterministicAlgorithms = strict;
        Aten.DeterministicFillUninitializedMemory = strict && fillsFreshMemory;
        Aten.DeterministicMkldnn = strict;
        Aten.DeterministicCuDnn = strict;
        Aten.BenchmarkCuDnn = !strict;
        Aten.AllowTf32CuBlas = tf32;
        torch.backends.cudnn.allow_tf32 = tf32;
        torch.set_num_threads(threads);
    }

    /// <summary>What is really in force, as libtorch says.</summary>
    public static JsonObject Read() => new()
    {
        ["deterministicAlgorithms"] = Aten.DeterministicAlgorithms,
        ["deterministicFillUninitializedMemory"] = Aten.DeterministicFillUninitializedMemory,
        ["deterministicMkldnn"] = Aten.DeterministicMkldnn,
        ["deterministicCuDnn"] = Aten.DeterministicCuDnn,
        ["benchmarkCuDnn"] = Aten.BenchmarkCuDnn,
        ["allowTf32CuBlas"] = Aten.AllowTf32CuBlas,
        ["allowTf32CuDnn"] = torch.backends.cudnn.allow_tf32,
    };

    /// <summary>What <c>fast</c> relaxes for this recipe, and why, for the randomness lock; empty in <c>strict</c>.</summary>
    public static JsonObject Relaxations(Recipe recipe)
    {
        if (recipe.Determinism == "strict")
        {
            return [];
        }

        var relaxations = new JsonObject
        {
            ["deterministicAlgorithms"] = "off: kernels whose sums come in any order are allowed, since some are faster",
            ["deterministicMkldnn"] = "off: oneDNN may take a kernel whose sums come in any order",
            ["deterministicCuDnn"] = "off: cuDNN likewise",
            ["benchmarkCuDnn"] = "on: cuDNN picks its kernels by timing them",
        };
        if (FillsFreshMemory(recipe))
        {
            relaxations["deterministicFillUninitializedMemory"] = "off: fresh memory is not written twice";
        }

        return relaxations;
    }

    /// <summary>Whether the model is not one of Lockstep's own, of which none reads memory that nothing wrote.</summary>
    /// <remarks>
    /// Filling never makes such a reader's run useful, since what it reads is NaN; it shows the mistake, and costs 15 % of the small CNN's step.
    /// </remarks>
    private static bool FillsFreshMemory(Recipe recipe) => recipe.Model.IsForeign;
}
