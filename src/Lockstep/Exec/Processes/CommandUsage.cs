namespace Lockstep.Exec.Processes;

/// <summary>What a command and all its processes used; null is what could not be measured.</summary>
internal sealed record CommandUsage
{
    /// <summary>Processor time of all processes that ended before the command's end was over.</summary>
    public TimeSpan? UserTime { get; init; }

    public TimeSpan? SystemTime { get; init; }

    /// <summary>The most memory that one process had.</summary>
    public long? PeakBytesOfOne { get; init; }

    /// <summary>
    /// The most memory that all of them had at one sample: shared pages are counted once for each that shares them, unless the kernel tells the share.
    /// </summary>
    public long? PeakBytes { get; init; }

    /// <summary>The most processes at one sample.</summary>
    public int? PeakProcesses { get; init; }

    /// <summary>The most memory of GPUs that its processes had at one sample.</summary>
    public long? PeakGpuBytes { get; init; }

    /// <summary>The GPUs' mean utilisation over the samples, 0 to 1, whoever used them.</summary>
    public double? GpuUtilisation { get; init; }

    /// <summary>Joules that the GPUs took in that time, whoever used them.</summary>
    public double? GpuEnergy { get; init; }

    /// <summary>Joules that the processor's packages took in that time, whoever used them.</summary>
    public double? ProcessorEnergy { get; init; }

    public int Samples { get; init; }
}
