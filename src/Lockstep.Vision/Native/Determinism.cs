using System.Text.Json.Nodes;
using TorchSharp;

namespace Lockstep.Vision.Native;

/// <summary>What <c>strict</c> and <c>fast</c> mean in libtorch, set, and read back.</summary>
public static class Determinism
{
    /// <summary>Sets every switch; the mode is <c>strict</c> or <c>fast</c>.</summary>
    public static void Set(string mode, int threads)
    {
        NativeLibraries.Load();
        var strict = mode == "strict";
        Aten.DeterministicAlgorithms = strict;
        Aten.DeterministicFillUninitializedMemory = strict;
        Aten.DeterministicMkldnn = strict;
        Aten.DeterministicCuDnn = strict;
        Aten.BenchmarkCuDnn = !strict;
        Aten.AllowTf32CuBlas = !strict;
        torch.backends.cudnn.allow_tf32 = !strict;
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

    /// <summary>What <c>fast</c> relaxes, and why, for the randomness lock; empty in <c>strict</c>.</summary>
    public static JsonObject Relaxations(string mode) => mode == "strict" ? [] : new()
    {
        ["deterministicAlgorithms"] = "off: kernels whose sums come in any order are allowed, since some are faster",
        ["deterministicFillUninitializedMemory"] = "off: fresh memory is not written twice",
        ["deterministicMkldnn"] = "off: oneDNN may take a kernel whose sums come in any order",
        ["deterministicCuDnn"] = "off: cuDNN likewise",
        ["benchmarkCuDnn"] = "on: cuDNN picks its kernels by timing them",
        ["allowTf32CuBlas"] = "on: matrix products on NVIDIA tensor cores with 10 bits of mantissa",
        ["allowTf32CuDnn"] = "on: convolutions likewise",
    };
}
