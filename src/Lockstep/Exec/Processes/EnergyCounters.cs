using System.Globalization;

namespace Lockstep.Exec.Processes;

/// <summary>What the processor's packages count of their energy (RAPL), where this process may read it; most systems show it to root alone.</summary>
internal sealed class EnergyCounters
{
    private readonly string[] packages = [];
    private readonly long[] starts = [];

    public EnergyCounters(string folder = "/sys/class/powercap")
    {
        try
        {
            // intel-rapl:0 is a package (AMD's too); intel-rapl:0:0 a part of one.
            packages = Directory.Exists(folder)
                ? [.. Directory.GetDirectories(folder, "intel-rapl:*").Where(zone => Path.GetFileName(zone).Count(character => character == ':') == 1)]
                : [];
            starts = [.. packages.Select(package => Read(package, "energy_uj"))];
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // Then nothing is known of it.
        }
    }

    /// <summary>Since this was made; null where nothing can be read. A counter that began anew once is counted right, one that did so twice is not.</summary>
    public double? Joules()
    {
        var sum = 0L;
        for (var i = 0; i < starts.Length; i++)
        {
            var now = Read(packages[i], "energy_uj");
            if (now < 0 || starts[i] < 0)
            {
                return null;
            }

            sum += now - starts[i] + (now >= starts[i] ? 0 : Math.Max(0, Read(packages[i], "max_energy_range_uj")));
        }

        return starts.Length == 0 ? null : sum / 1e6;
    }

    private static long Read(string folder, string name)
    {
        try
        {
            return long.Parse(File.ReadAllText(Path.Combine(folder, name)), CultureInfo.InvariantCulture);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or FormatException)
        {
            return -1;
        }
    }
}
