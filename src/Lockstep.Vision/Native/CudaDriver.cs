using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Lockstep.Vision.Native;

/// <summary>NVIDIA's driver, by its own library: what the first GPU is, and a kernel on it.</summary>
internal static unsafe partial class CudaDriver
{
    private const string Library = "libcuda.so.1";
    private const int First = 0; // of those that CUDA_VISIBLE_DEVICES leaves, as libtorch counts them
    private const int MultiprocessorsAttribute = 16;
    private const int CapabilityMajor = 75;
    private const int CapabilityMinor = 76;

    /// <exception cref="LockstepException">The driver does not answer.</exception>
    public static string Name
    {
        get
        {
            var name = stackalloc byte[256];
            Check(GetName(name, 256, Device), "cuDeviceGetName");
            return Utf8StringMarshaller.ConvertToManaged(name) ?? "";
        }
    }

    /// <summary>9.0 is a Hopper.</summary>
    public static (int Major, int Minor) ComputeCapability => (Attribute(CapabilityMajor), Attribute(CapabilityMinor));

    public static int Multiprocessors => Attribute(MultiprocessorsAttribute);

    /// <summary>The newest CUDA that the driver can serve; 12080 is 12.8.</summary>
    public static int CudaVersion
    {
        get
        {
            Check(DriverVersion(out var version), "cuDriverGetVersion");
            return version;
        }
    }

    private static int Device
    {
        get
        {
            Check(Initialise(0), "cuInit");
            Check(GetDevice(out var device, First), "cuDeviceGet");
            return device;
        }
    }

    /// <summary>A kernel of a compiled image, for the context that is current on this thread.</summary>
    /// <exception cref="LockstepException">It is not for this GPU.</exception>
    public static nint Kernel(ReadOnlySpan<byte> image, string name)
    {
        fixed (byte* bytes = image)
        {
            Check(LoadModule(out var module, bytes), "cuModuleLoadData");
            Check(GetFunction(out var kernel, module, name), "cuModuleGetFunction");
            return kernel;
        }
    }

    /// <summary>Starts a kernel of one argument after all that libtorch has told the GPU to do, and does not wait for it.</summary>
    public static void Launch(nint kernel, uint blocks, uint threads, void* argument) =>
        Check(LaunchKernel(kernel, blocks, 1, 1, threads, 1, 1, sharedBytes: 0, stream: 0, &argument, null), "cuLaunchKernel");

    private static int Attribute(int attribute)
    {
        Check(GetAttribute(out var value, attribute, Device), "cuDeviceGetAttribute");
        return value;
    }

    private static void Check(int result, string function)
    {
        if (result != 0)
        {
            throw new LockstepException(string.Create(
                CultureInfo.InvariantCulture, $"Environment: the NVIDIA driver's {function} failed with error {result}. See what 'nvidia-smi' says."));
        }
    }

    [LibraryImport(Library, EntryPoint = "cuInit")]
    private static partial int Initialise(uint flags);

    [LibraryImport(Library, EntryPoint = "cuDeviceGet")]
    private static partial int GetDevice(out int device, int ordinal);

    [LibraryImport(Library, EntryPoint = "cuDeviceGetName")]
    private static partial int GetName(byte* name, int length, int device);

    [LibraryImport(Library, EntryPoint = "cuDeviceGetAttribute")]
    private static partial int GetAttribute(out int value, int attribute, int device);

    [LibraryImport(Library, EntryPoint = "cuDriverGetVersion")]
    private static partial int DriverVersion(out int version);

    [LibraryImport(Library, EntryPoint = "cuModuleLoadData")]
    private static partial int LoadModule(out nint module, byte* image);

    [LibraryImport(Library, EntryPoint = "cuModuleGetFunction", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int GetFunction(out nint function, nint module, string name);

    [LibraryImport(Library, EntryPoint = "cuLaunchKernel")]
    private static partial int LaunchKernel(
        nint function, uint gridX, uint gridY, uint gridZ, uint blockX, uint blockY, uint blockZ, uint sharedBytes, nint stream, void** arguments,
        void** extra);
}
