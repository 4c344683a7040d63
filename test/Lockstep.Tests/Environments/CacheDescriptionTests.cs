using Lockstep.Environments;

namespace Lockstep.Tests.Environments;

public sealed class CacheDescriptionTests
{
    /// <summary>Held against what the kernel says of this machine's processor, whichever it is.</summary>
    [Fact]
    public void Only_an_AMD_processor_whose_caches_nobody_lists_lacks_a_description()
    {
        var facts = File.ReadAllLines("/proc/cpuinfo");
        var isAmd = facts.Any(line => line.StartsWith("vendor_id", StringComparison.Ordinal) && line.EndsWith("AuthenticAMD", StringComparison.Ordinal));
        var hasLeaf = facts.Any(line => line.StartsWith("flags", StringComparison.Ordinal) && line.Contains(" topoext ", StringComparison.Ordinal));
        var isListed = Directory.Exists("/sys/devices/system/cpu/cpu0/cache");
        Assert.Equal(isAmd && !(hasLeaf && isListed), CacheDescription.Missing() is not null);
    }
}
