namespace Lockstep.Exec.Metrics;

/// <summary>All numbers that a command told of itself.</summary>
/// <param name="All">Source after source, each in its order.</param>
/// <param name="Final">The last value of each, by its name; a name that several sources have carries the source's: <c>loss (log.csv)</c>.</param>
/// <param name="Notes">What could not be read, a sentence each.</param>
public sealed record CommandMetrics(IReadOnlyList<CommandMetric> All, IReadOnlyDictionary<string, double> Final, IReadOnlyList<string> Notes)
{
    /// <exception cref="UsageException">A pattern is no regular expression.</exception>
    public static CommandMetrics Read(MetricSources sources, CancellationToken cancellation = default)
    {
        _ = sources;
        cancellation.ThrowIfCancellationRequested();
        return new CommandMetrics([], new Dictionary<string, double>(), []);
    }
}
