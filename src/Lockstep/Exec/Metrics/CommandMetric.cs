namespace Lockstep.Exec.Metrics;

/// <summary>A number that a command told of itself.</summary>
/// <param name="Step">Where it says so.</param>
/// <param name="Epoch">Where it says so.</param>
/// <param name="Phase">Such as <c>train</c> or <c>val</c>, where it says so.</param>
/// <param name="Source">Where it was found: <c>metrics.jsonl</c>, <c>output</c>, or a file's name.</param>
internal sealed record CommandMetric(string Name, double Value, long? Step, double? Epoch, string? Phase, string Source)
{
    /// <summary>When it was written, where its source says so.</summary>
    public DateTimeOffset? Time { get; init; }
}
