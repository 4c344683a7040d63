using System.Runtime.InteropServices;
using System.Text;

namespace Lockstep.Vision.Native;

/// <summary>NVIDIA's run-time compiler, which comes with libtorch's libraries for CUDA.</summary>
internal static unsafe class Nvrtc
{
    /// <summary>Machine code for the first GPU; null where the compiler is not there or does not take the source.</summary>
    public static byte[]? Compile(string source)
    {
        if ((NativeLibraries.CudaLibrary("libnvrtc.so") ?? NativeLibraries.CudaLibrary("libnvrtc-", without: "builtins")) is not { } path
            || !NativeLibrary.TryLoad(path, out var library))
        {
            return null;
        }

        var create = (delegate* unmanaged<nint*, byte*, byte*, int, byte**, byte**, int>)NativeLibrary.GetExport(library, "nvrtcCreateProgram");
        var destroy = (delegate* unmanaged<nint*, int>)NativeLibrary.GetExport(library, "nvrtcDestroyProgram");
        nint program;
        fixed (byte* text = Terminated(source))
        {
            if (create(&program, text, null, 0, null, null) != 0)
            {
                return null;
            }
        }

        var image = Compile(library, program);
        _ = destroy(&program);
        return image;
    }

    private static byte[]? Compile(nint library, nint program)
    {
        var compile = (delegate* unmanaged<nint, int, byte**, int>)NativeLibrary.GetExport(library, "nvrtcCompileProgram");
        var getSize = (delegate* unmanaged<nint, nuint*, int>)NativeLibrary.GetExport(library, "nvrtcGetCUBINSize");
        var get = (delegate* unmanaged<nint, byte*, int>)NativeLibrary.GetExport(library, "nvrtcGetCUBIN");
        var (major, minor) = CudaDriver.ComputeCapability;
        nuint size;
        fixed (byte* option = Terminated($"--gpu-architecture=sm_{major}{minor}"))
        {
            if (compile(program, 1, &option) != 0 || getSize(program, &size) != 0)
            {
                return null;
            }
        }

        var image = new byte[size];
        fixed (byte* bytes = image)
        {
            return get(program, bytes) == 0 ? image : null;
        }
    }

    private static byte[] Terminated(string text) => Encoding.UTF8.GetBytes(text + '\0');
}
