using System.Runtime.InteropServices;

namespace Lockstep.Vision.Native;

/// <summary>glibc's heap, from which libtorch takes every tensor on the CPU.</summary>
internal static partial class Heap
{
    private const int TrimThreshold = -1; // M_TRIM_THRESHOLD
    private const int TopPad = -2; // M_TOP_PAD
    private const int MapThreshold = -3; // M_MMAP_THRESHOLD

    /// <summary>Keeps freed memory in the process instead of giving it back to the system.</summary>
    /// <remarks>
    /// A training step frees what the next one needs. Given back, it comes again page by page, each a fault and each filled with zeros: 395,000
    /// faults an epoch of the small CNN on 1,960 images, 113,000 so. It changes no number and not the peak.
    /// </remarks>
    public static void KeepWhatIsFreed()
    {
        _ = Option(TrimThreshold, int.MaxValue);
        _ = Option(MapThreshold, 1 << 30);
        _ = Option(TopPad, 256 << 20);
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int Option(int parameter, int value);
}
