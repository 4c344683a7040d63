using Lockstep.Files;

namespace Lockstep.Environments;

/// <summary>The driver of NVIDIA's cards.</summary>
public static class NvidiaDriver
{
    /// <summary>How the name of its library begins, which a program that computes on a card loads.</summary>
    public const string Library = "libcuda.so";

    private const string Module = "/sys/module/nvidia/version";

    /// <summary>As the kernel's module says it; null where there is none.</summary>
    public static string? Version => Presence.IsFile(Module) ? File.ReadAllText(Module).Trim() : null;
}
