namespace Lockstep.Exec.Metrics;

/// <summary>An output that may hold metrics.</summary>
/// <param name="Name">As the output is called.</param>
/// <param name="Path">Where it lies.</param>
internal sealed record MetricFile(string Name, string Path);

/// <summary>Where a command's metrics may be.</summary>
internal sealed record MetricSources
{
    /// <summary><c>metrics.jsonl</c> of the run folder, which the command may have appended to.</summary>
    public string? MetricsFile { get; init; }

    /// <summary><c>output.txt</c>: what the command printed.</summary>
    public string? OutputText { get; init; }

    /// <summary>What <c>--metric</c> said: regular expressions over the lines of the output; a named group names the metric.</summary>
    public IReadOnlyList<string> Patterns { get; init; } = [];

    /// <summary>Outputs among which there may be TensorBoard's event files and CSV files: their names and where they lie.</summary>
    public IReadOnlyList<MetricFile> Files { get; init; } = [];
}
