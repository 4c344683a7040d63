using System.Diagnostics;

namespace Lockstep.Exec.Processes;

/// <summary>Looks at a command's processes from time to time, so seldom that it costs next to nothing.</summary>
internal sealed class UsageSampler : IDisposable
{
    /// <summary>A look at them may cost one part of this many of the time.</summary>
    private const int Share = 300;

    /// <summary>But it is never put off for longer: the first one is slow, and so is each on a machine that has too much to do.</summary>
    private const int MostIntervals = 10;

    private readonly TimeSpan interval;
    private readonly EnergyCounters energy = new();
    private readonly HashSet<int> seen = [];
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private GpuUsage? gpu;
    private TimeSpan next;
    private int samples;
    private long peakBytes;
    private int peakProcesses;

    public UsageSampler(TimeSpan interval) => (this.interval, next) = (interval, interval);

    /// <summary>Every process that was seen.</summary>
    public IReadOnlySet<int> Seen => seen;

    public TimeSpan UntilNext => next - clock.Elapsed;

    /// <param name="guard">The ancestor of all of them.</param>
    public void Take(int guard)
    {
        var began = clock.Elapsed;
        gpu ??= samples == 0 ? GpuUsage.Open() : null; // late: what is over in a second need not wait for a driver
        var processes = ProcessTree.Below(guard);
        seen.UnionWith(processes);
        peakProcesses = Math.Max(peakProcesses, processes.Count);
        peakBytes = Math.Max(peakBytes, processes.Sum(ProcessTree.MemoryOf));
        gpu?.Take(processes);
        samples++;
        var wait = (clock.Elapsed - began) * Share;
        next = clock.Elapsed + (wait < interval ? interval : wait > interval * MostIntervals ? interval * MostIntervals : wait);
    }

    /// <param name="done">What the guard told at its end; null where it did not come to that.</param>
    public CommandUsage Finish(GuardReport? done) => new()
    {
        UserTime = done is { } user ? TimeSpan.FromMicroseconds(user.UserMicroseconds) : null,
        SystemTime = done is { } system ? TimeSpan.FromMicroseconds(system.SystemMicroseconds) : null,
        PeakBytesOfOne = done is { } peak ? peak.PeakKilobytes * 1024 : null,
        PeakBytes = samples > 0 ? peakBytes : null,
        PeakProcesses = samples > 0 ? peakProcesses : null,
        PeakGpuBytes = gpu?.PeakBytes,
        GpuUtilisation = gpu?.Utilisation,
        GpuEnergy = gpu?.Energy(),
        ProcessorEnergy = energy.Joules(),
        Samples = samples,
    };

    public void Dispose() => gpu?.Dispose();
}
