using System.Text.RegularExpressions;
using Lockstep.Files;
using Lockstep.Runs;

namespace Lockstep.Exec.Metrics;

/// <summary>All numbers that a command told of itself.</summary>
/// <param name="All">Source after source, each in its order.</param>
/// <param name="Repeatable">The last value of each, by its name, which a repeated run must have again: not those that tell of time, speed or memory. A
/// name that several sources have carries the source's: <c>loss (log.csv)</c>.</param>
/// <param name="OfTime">The others.</param>
/// <param name="Notes">What could not be read, a sentence each.</param>
internal sealed partial record CommandMetrics(
    IReadOnlyList<CommandMetric> All, NamedNumbers Repeatable, NamedNumbers OfTime, IReadOnlyList<string> Notes)
{
    /// <summary>Of so many values a file of them is still read in full.</summary>
    private const int MostOfOneSource = 2_000_000;

    /// <exception cref="UsageException">A pattern is no regular expression.</exception>
    public static CommandMetrics Read(MetricSources sources, CancellationToken cancellation = default)
    {
        var patterns = sources.Patterns.Select(pattern => new MetricPattern(pattern)).ToArray();
        var all = new List<CommandMetric>();
        var notes = new List<string>();
        void Add(string what, IEnumerable<CommandMetric> metrics)
        {
            var before = all.Count;
            try
            {
                foreach (var metric in metrics)
                {
                    cancellation.ThrowIfCancellationRequested();
                    all.Add(metric);
                    if (all.Count - before >= MostOfOneSource)
                    {
                        notes.Add($"{PlainText.OnOneLine(what)}: only its first {MostOfOneSource} values are taken.");
                        return;
                    }
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                notes.Add($"{PlainText.OnOneLine(what)}: can't be read for metrics: {exception.Message}");
            }
        }

        if (sources.MetricsFile is { } file && Presence.IsFile(file))
        {
            Add("metrics.jsonl", MetricLines.Read(file, notes));
        }

        if (sources.OutputText is { } output && patterns.Length > 0 && Presence.IsFile(output))
        {
            Add("output", MetricPattern.Read(output, patterns, notes));
        }

        foreach (var (name, path) in sources.Files)
        {
            if (EventFile.IsNamedSo(Path.GetFileName(name)))
            {
                Add(name, EventsOf(name, path));
            }
            else if (name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase))
            {
                Add(name, MetricTable.Read(name, path));
            }
        }

        var last = LastOf(all);
        return new CommandMetrics(all, NumbersOf(last, areOfTime: false), NumbersOf(last, areOfTime: true), notes);
    }

    private static IEnumerable<CommandMetric> EventsOf(string name, string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1 << 16);
        foreach (var value in EventFile.Read(stream))
        {
            if (value.Scalar is { } scalar)
            {
                yield return new CommandMetric(value.Tag, scalar, value.Step, Epoch: null, Phase: null, name) { Time = MetricLines.TimeOf(value.Time) };
            }
        }
    }

    /// <summary>The last of each name.</summary>
    private static Dictionary<string, CommandMetric> LastOf(List<CommandMetric> all)
    {
        string NameOf(CommandMetric metric) =>
            metric.Phase is null || metric.Name.StartsWith(metric.Phase, StringComparison.Ordinal) ? metric.Name : $"{metric.Phase}/{metric.Name}";
        var sources = all.ToLookup(NameOf, metric => metric.Source, StringComparer.Ordinal);
        var shared = sources.Where(name => name.Distinct().Skip(1).Any()).Select(name => name.Key).ToHashSet(StringComparer.Ordinal);
        var last = new Dictionary<string, CommandMetric>(StringComparer.Ordinal);
        foreach (var metric in all)
        {
            var name = NameOf(metric);
            last[shared.Contains(name) ? $"{name} ({metric.Source})" : name] = metric;
        }

        return last;
    }

    private static NamedNumbers NumbersOf(Dictionary<string, CommandMetric> last, bool areOfTime) =>
        NamedNumbers.Of(last.Keys.Where(name => TellsOfTime().IsMatch(name) == areOfTime), name => name, name => last[name].Value);

    [GeneratedRegex(
        "(^|[^a-z])(time|times|date|timestamp|elapsed|duration|seconds|secs?|ms|eta|fps|speed|throughput|latency"
            + "|memory|mem|rss|vram|utilization|watts?|power|energy"
            + "|[a-z]+_time|[a-z]+ time|(it|iter|iters|imgs?|images|samples|steps|batches|examples|tokens)(_per_|/| per )(s|sec|second))([^a-z]|$)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex TellsOfTime();
}
