using System.Runtime.Intrinsics.X86;
using Lockstep.Files;

namespace Lockstep.Environments;

/// <summary>Whether an AMD processor says how large its caches are and how many threads share them, which libraries block their loops by.</summary>
/// <remarks>Bare ones do; a virtual one that hides the leaf of CPUID, or leaves it empty, does not.</remarks>
public static class CacheDescription
{
    private const uint Extended = 0x8000_0000, Features = 0x8000_0001, Caches = 0x8000_001D;
    private const int TopologyExtensions = 1 << 22;

    /// <returns>What is missing; null where the caches are described, or the processor is not AMD's.</returns>
    public static string? Missing()
    {
        if (!X86Base.IsSupported || !IsAmd())
        {
            return null;
        }

        if ((uint)Ask(Extended).Eax < Caches || (Ask(Features).Ecx & TopologyExtensions) == 0)
        {
            return "CPUID has no leaf 8000001D";
        }

        // Of each cache: its type (1 data, 3 unified, 0 the last is past), and its level.
        var levels = Enumerable.Range(0, 8).Select(index => Ask(Caches, index).Eax).TakeWhile(cache => (cache & 31) != 0)
            .Where(cache => (cache & 31) is 1 or 3).Select(cache => (cache >> 5) & 7).ToHashSet();
        return !levels.IsSupersetOf([1, 2]) ? "CPUID's leaf 8000001D lists no first or no second level"
            : !Presence.IsFolder("/sys/devices/system/cpu/cpu0/cache") ? "the kernel lists no cache in /sys/devices/system/cpu"
            : null;
    }

    private static bool IsAmd() => Ask(0) is (_, 0x6874_7541, 0x444D_4163, 0x6974_6E65); // "Auth" "cAMD" "enti"

    private static (int Eax, int Ebx, int Ecx, int Edx) Ask(uint leaf, int index = 0) => X86Base.CpuId((int)leaf, index);
}
