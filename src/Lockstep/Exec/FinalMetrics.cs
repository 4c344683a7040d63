using System.Text.RegularExpressions;

namespace Lockstep.Exec;

/// <summary>A command's last metrics: those that are its result, and those that only say how long something took.</summary>
internal static partial class FinalMetrics
{
    public static (IReadOnlyDictionary<string, double> Result, IEnumerable<KeyValuePair<string, double>> Timings) Of(IReadOnlyDictionary<string, double> final)
    {
        var timings = final.Where(metric => Timing().IsMatch(metric.Key)).ToArray();
        var result = final.Except(timings).ToDictionary();
        return (new SortedDictionary<string, double>(result, StringComparer.Ordinal), timings);
    }

    [GeneratedRegex(@"(^|[^a-z])(time|seconds|secs?|duration|elapsed|eta|fps|speed|throughput|latency|runtime|timestamp|memory|(images|samples|it|steps)[_/ ]?(per|/)[_/ ]?s(ec(ond)?)?)([^a-z]|$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Timing();
}
