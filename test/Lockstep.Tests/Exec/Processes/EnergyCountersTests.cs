using Lockstep.Exec.Processes;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Exec.Processes;

public sealed class EnergyCountersTests
{
    [Fact]
    public void Packages_are_summed_parts_are_not_and_a_counter_may_begin_anew()
    {
        using var folder = new TemporaryFolder();
        folder.Write("intel-rapl:0/energy_uj", "1000000\n");
        folder.Write("intel-rapl:0/max_energy_range_uj", "5000000\n");
        folder.Write("intel-rapl:1/energy_uj", "4000000\n");
        folder.Write("intel-rapl:1/max_energy_range_uj", "5000000\n");
        folder.Write("intel-rapl:0:0/energy_uj", "7\n");
        var counters = new EnergyCounters(folder.FullPath);
        folder.Write("intel-rapl:0/energy_uj", "3500000\n");
        folder.Write("intel-rapl:1/energy_uj", "1000000\n");
        folder.Write("intel-rapl:0:0/energy_uj", "9000000\n");

        Assert.Equal(4.5, counters.Joules());
    }

    [Fact]
    public void Where_nothing_counts_there_is_no_figure()
    {
        using var folder = new TemporaryFolder();

        Assert.Null(new EnergyCounters(folder.FullPath).Joules());
        Assert.Null(new EnergyCounters(folder.PathOf("none")).Joules());
    }
}
