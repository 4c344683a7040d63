using System.Globalization;
using Lockstep.Recipes;
using Lockstep.Runs;

namespace Lockstep.Invariants;

/// <summary>Holds what a recipe says of its metrics against what they were.</summary>
public static class InvariantChecks
{
    /// <summary>Of a whole run.</summary>
    /// <param name="metrics">Its own, in their order.</param>
    /// <param name="runs">The folder that holds the runs that it may be compared with.</param>
    /// <returns>One finding an invariant; null where there are none to check.</returns>
    public static IReadOnlyList<InvariantFinding>? OfRun(IReadOnlyList<Invariant> invariants, IReadOnlyList<Metric> metrics, string runs) =>
        NullIfEmpty([.. invariants.Where(invariant => invariant.In != Invariant.OnlySmoke)
            .Select(invariant => Of(invariant, metrics, reference => Baselines.TryRead(runs, reference), isWhole: true))]);

    /// <summary>Of a smoke test, which is no whole run.</summary>
    public static IReadOnlyList<InvariantFinding> OfSmoke(IReadOnlyList<Invariant> invariants, IReadOnlyList<Metric> metrics) =>
        [.. invariants.Where(invariant => invariant.In != Invariant.OnlyTrain).Select(invariant => Of(invariant, metrics, _ => null, isWhole: false))];

    private static IReadOnlyList<InvariantFinding>? NullIfEmpty(IReadOnlyList<InvariantFinding> findings) => findings.Count == 0 ? null : findings;

    private static InvariantFinding Of(Invariant invariant, IReadOnlyList<Metric> metrics, Func<string, IReadOnlyList<Metric>?> baseline, bool isWhole)
    {
        var series = MetricSeries.Of(invariant, metrics);
        var expected = Expected(invariant);
        if (series.At(invariant.AtEpoch) is not var (epoch, value))
        {
            return Absent(invariant, series, metrics, expected, isWhole);
        }

        var where = epoch is null ? "" : Text($" after epoch {epoch}");
        var broken = new List<string>();
        var open = new List<string>();
        if (invariant.Min is { } min && !(value >= min))
        {
            broken.Add(Text($"expected at least {min}"));
        }

        if (invariant.Max is { } max && !(value <= max))
        {
            broken.Add(Text($"expected at most {max}"));
        }

        if (invariant.DecreasesBy is { } part)
        {
            var first = series.First;
            var drop = Drop(first, value);
            if (series.IsFirst(epoch))
            {
                open.Add("there is no value before it");
            }
            else if (!(drop >= part))
            {
                broken.Add(Text($"expected a decrease by at least {part:P1} from {first:0.######}")
                    + (double.IsFinite(drop) ? Text($", found {(drop < 0 ? "an increase by" : "one by")} {Math.Abs(drop):P1}") : ", found none"));
            }
        }

        if (invariant.Within is { } within)
        {
            if (!isWhole)
            {
                open.Add("within is of whole runs, and this is a smoke test");
            }
            else if (baseline(within.Of) is not { } other)
            {
                open.Add($"the run '{within.Of}' is not here");
            }
            else if (MetricSeries.Of(invariant, other).At(invariant.AtEpoch) is not { } reference)
            {
                open.Add($"the run '{within.Of}' has no such value");
            }
            else if (!(Math.Abs(value - reference.Value) <= within.By))
            {
                broken.Add(Text($"expected within {within.By} of {reference.Value:0.######} in '{within.Of}', ")
                    + Text($"found {value - reference.Value:+0.######;-0.######}"));
            }
        }

        var text = Text($"{invariant.Name} {value:0.######}{where}");
        return broken.Count > 0 ? new InvariantFinding(invariant.Metric, invariant.Phase, epoch, value, expected, false, $"{text}: {string.Join("; ", broken)}")
            : open.Count > 0 ? new InvariantFinding(
                invariant.Metric, invariant.Phase, epoch, value, expected, null, $"{text}: not checked, since {string.Join("; ", open)}")
            : new InvariantFinding(invariant.Metric, invariant.Phase, epoch, value, expected, true, $"{text}, expected {expected}");
    }

    /// <summary>Of a value that there isn't: a whole run that never told it breaks the invariant; a run that ended before the epoch can't say.</summary>
    private static InvariantFinding Absent(Invariant invariant, MetricSeries series, IReadOnlyList<Metric> metrics, string expected, bool isWhole)
    {
        var why = !series.IsEmpty && invariant.AtEpoch is { } epoch
            ? series.LastEpoch is { } last ? Text($"there is no epoch {epoch}: the last one is {last}") : "its values come without epochs"
            : $"it was not told{Known(metrics)}";
        var isBroken = isWhole && series.IsEmpty;
        return new InvariantFinding(
            invariant.Metric, invariant.Phase, null, null, expected, isBroken ? false : null,
            $"{invariant.Name}: {(isBroken ? $"{why}; expected {expected}" : $"not checked, since {why}")}");
    }

    private static string Known(IReadOnlyList<Metric> metrics)
    {
        string[] names = [.. metrics.Select(metric => $"{metric.Phase} {metric.Name}".Trim()).Distinct(StringComparer.Ordinal).Take(10)];
        return names.Length == 0 ? ", nor any other metric" : $"; told were {string.Join(", ", names)}";
    }

    private static double Drop(double from, double to) => (from - to) / Math.Abs(from);

    /// <summary>All that is asked of the value.</summary>
    private static string Expected(Invariant invariant)
    {
        var parts = new List<string>();
        if (invariant.Min is { } min)
        {
            parts.Add(Text($"at least {min}"));
        }

        if (invariant.Max is { } max)
        {
            parts.Add(Text($"at most {max}"));
        }

        if (invariant.DecreasesBy is { } part)
        {
            parts.Add(Text($"at least {part:P1} below its first"));
        }

        if (invariant.Within is { } within)
        {
            parts.Add(Text($"within {within.By} of '{within.Of}'"));
        }

        return string.Join(" and ", parts);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
