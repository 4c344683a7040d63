using System.Runtime.InteropServices;

namespace Lockstep.Vision.Native;

/// <summary>Memory that a GPU reads by itself, several times as fast as what has to be copied aside for it first.</summary>
internal static unsafe class PinnedMemory
{
    private static readonly Lazy<(nint Register, nint Unregister)> Runtime = new(() =>
        NativeLibraries.CudaLibrary("libcudart") is { } path && NativeLibrary.TryLoad(path, out var library)
            ? (NativeLibrary.GetExport(library, "cudaHostRegister"), NativeLibrary.GetExport(library, "cudaHostUnregister"))
            : default);

    /// <summary>Where it can't be, everything works as well, only slower.</summary>
    /// <returns>Whether it is pinned, and is to be let go before it is freed.</returns>
    public static bool Pin(nint memory, nuint bytes) =>
        Runtime.Value.Register != 0 && ((delegate* unmanaged<nint, nuint, uint, int>)Runtime.Value.Register)(memory, bytes, 0) == 0;

    public static void LetGo(nint memory) => _ = ((delegate* unmanaged<nint, int>)Runtime.Value.Unregister)(memory);
}
