using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Lockstep.Environments;
using Lockstep.Vision.Native;

namespace Lockstep.Vision.Environments;

/// <summary>The GPU that a run computes on, and the software that picks its kernels, as NVIDIA's own libraries say.</summary>
internal static class Gpu
{
    /// <exception cref="LockstepException">The driver does not answer.</exception>
    public static JsonObject Describe() => Describe(
        CudaDriver.Name,
        CudaDriver.ComputeCapability,
        CudaDriver.Multiprocessors,
        NvidiaDriver.Version ?? $"of CUDA {CudaVersion(CudaDriver.CudaVersion)}",
        RuntimeVersion(),
        CuDnnVersion(),
        CublasWorkspace.Value);

    internal static JsonObject Describe(
        string name, (int Major, int Minor) capability, int multiprocessors, string driver, int cuda, long cuDnn, string? cublasWorkspace) => new()
        {
            ["name"] = name,
            ["computeCapability"] = string.Create(CultureInfo.InvariantCulture, $"{capability.Major}.{capability.Minor}"),
            ["multiprocessors"] = multiprocessors,
            ["driver"] = driver,
            ["cuda"] = CudaVersion(cuda),
            ["cuDnn"] = CuDnnVersionText(cuDnn),
            ["cublasWorkspaceConfig"] = cublasWorkspace,
        };

    /// <summary>12080 is 12.8.</summary>
    private static string CudaVersion(int number) => string.Create(CultureInfo.InvariantCulture, $"{number / 1000}.{number % 1000 / 10}");

    /// <summary>91002 is 9.10.2; before version 9 there was a digit less.</summary>
    private static string CuDnnVersionText(long number)
    {
        var major = number >= 90_000 ? 10_000 : 1000;
        return string.Create(CultureInfo.InvariantCulture, $"{number / major}.{number % major / 100}.{number % 100}");
    }

    private static unsafe int RuntimeVersion()
    {
        var version = 0;
        return ((delegate* unmanaged<int*, int>)Export("libcudart", "cudaRuntimeGetVersion"))(&version) == 0
            ? version
            : throw new LockstepException("Environment: CUDA's runtime does not say its version. See what 'nvidia-smi' says.");
    }

    private static unsafe long CuDnnVersion() => (long)((delegate* unmanaged<nuint>)Export("libcudnn.so", "cudnnGetVersion"))();

    private static nint Export(string library, string function) => NativeLibraries.CudaLibrary(library) is { } path
        ? NativeLibrary.GetExport(NativeLibrary.Load(path), function)
        : throw new LockstepException(
            $"Environment: {NativeLibraries.Folder}: {library} is not there, which a build with CUDA has. Build it anew; the README says how.");
}
