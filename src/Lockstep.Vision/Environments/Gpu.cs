using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Lockstep.Vision.Native;

namespace Lockstep.Vision.Environments;

/// <summary>The GPU that a run computes on, and the software that picks its kernels, as NVIDIA's own libraries say.</summary>
internal static partial class Gpu
{
    private const int First = 0; // of those that CUDA_VISIBLE_DEVICES leaves, as libtorch counts them
    private const int Multiprocessors = 16;
    private const int CapabilityMajor = 75;
    private const int CapabilityMinor = 76;

    /// <exception cref="LockstepException">The driver does not answer.</exception>
    public static unsafe JsonObject Describe()
    {
        Check(Initialise(0), "cuInit");
        Check(GetDevice(out var device, First), "cuDeviceGet");
        var name = stackalloc byte[256];
        Check(GetName(name, 256, device), "cuDeviceGetName");
        Check(DriverVersion(out var driverCuda), "cuDriverGetVersion");
        return Describe(
            Marshal.PtrToStringUTF8((nint)name) ?? "",
            (Attribute(CapabilityMajor, device), Attribute(CapabilityMinor, device)),
            Attribute(Multiprocessors, device),
            File.Exists("/sys/module/nvidia/version") ? File.ReadAllText("/sys/module/nvidia/version").Trim() : $"of CUDA {CudaVersion(driverCuda)}",
            RuntimeVersion(),
            CuDnnVersion(),
            CublasWorkspace.Value);
    }

    internal static JsonObject Describe(string name, (int Major, int Minor) capability, int multiprocessors, string driver, int cuda, long cuDnn, string? cublasWorkspace) => new()
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

    private static int Attribute(int attribute, int device)
    {
        Check(GetAttribute(out var value, attribute, device), "cuDeviceGetAttribute");
        return value;
    }

    private static unsafe int RuntimeVersion()
    {
        var version = 0;
        Check(((delegate* unmanaged<int*, int>)Export("libcudart", "cudaRuntimeGetVersion"))(&version), "cudaRuntimeGetVersion");
        return version;
    }

    private static unsafe long CuDnnVersion() => (long)((delegate* unmanaged<nuint>)Export("libcudnn.so", "cudnnGetVersion"))();

    private static nint Export(string library, string function) => NativeLibraries.CudaLibrary(library) is { } path
        ? NativeLibrary.GetExport(NativeLibrary.Load(path), function)
        : throw new LockstepException($"Environment: {NativeLibraries.Folder}: {library} is not there, which a build with CUDA has. Build it anew with LOCKSTEP_CUDA=1.");

    private static void Check(int result, string function)
    {
        if (result != 0)
        {
            throw new LockstepException(string.Create(CultureInfo.InvariantCulture, $"Environment: the NVIDIA driver's {function} failed with error {result}. See what 'nvidia-smi' says."));
        }
    }

    [LibraryImport("libcuda.so.1", EntryPoint = "cuInit")]
    private static partial int Initialise(uint flags);

    [LibraryImport("libcuda.so.1", EntryPoint = "cuDeviceGet")]
    private static partial int GetDevice(out int device, int ordinal);

    [LibraryImport("libcuda.so.1", EntryPoint = "cuDeviceGetName")]
    private static unsafe partial int GetName(byte* name, int length, int device);

    [LibraryImport("libcuda.so.1", EntryPoint = "cuDeviceGetAttribute")]
    private static partial int GetAttribute(out int value, int attribute, int device);

    [LibraryImport("libcuda.so.1", EntryPoint = "cuDriverGetVersion")]
    private static partial int DriverVersion(out int version);
}
