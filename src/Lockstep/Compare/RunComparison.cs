using System.Globalization;
using Lockstep.Locks;
using Lockstep.Runs;

namespace Lockstep.Compare;

/// <summary>Compares a finished rerun with the run it repeats.</summary>
public static class RunComparison
{
    /// <param name="parent">The run that was repeated.</param>
    /// <param name="rerun">The repetition, finished.</param>
    /// <param name="allowed">Differences of the locks that were let pass.</param>
    /// <param name="weights">How far the last checkpoints are from each other; null where that can't be said.</param>
    /// <param name="tolerance">Up to which distance the result is equivalent; null for what the recipe says.</param>
    public static Verdict Judge(RunFolder parent, RunFolder rerun, RunRecord rerunRecord, IReadOnlyList<LockDifference> allowed, WeightDistance? weights = null, double? tolerance = null)
    {
        var diff = RunDiff.Between(parent, rerun, CancellationToken.None, weights, tolerance, rerunRecord);
        var let = allowed.Select(difference => difference.ToString()).ToArray();
        // A ledger that was torn or lost since doesn't take the same bits away; one that differs does.
        var verdict = diff.Answer switch
        {
            DiffAnswer.Equivalent => new Verdict(VerdictKind.Equivalent, parent.Name, [.. Reasons(parent, rerun, diff)], let, diff.Tolerance, diff.Distance),
            DiffAnswer.Diverged => new Verdict(VerdictKind.Diverged, parent.Name, [.. Reasons(parent, rerun, diff)], let, diff.Tolerance, diff.Distance),
            _ when !diff.HaveOneResult || diff.HasChangedResult => new Verdict(VerdictKind.Diverged, parent.Name, [.. diff.Doubts], let, diff.Tolerance, diff.Distance),
            _ => new Verdict(VerdictKind.Identical, parent.Name, [], let),
        };
        return verdict with { Builds = VerdictBuilds.Between(parent.ReadLocks().Environment, rerun.ReadLocks().Environment) };
    }

    private static IEnumerable<string> Reasons(RunFolder parent, RunFolder rerun, RunDiff diff)
    {
        var (parentRecord, rerunRecord, ledger) = (diff.RecordOfA, diff.RecordOfB, diff.Ledger);
        if (ledger.Sentence is { } sentence)
        {
            yield return sentence;
            yield return $"to blame: {ledger.Blame?.Reason}";
        }
        else if (FirstDifference(MetricsLog.Read(parent.MetricsPath), MetricsLog.Read(rerun.MetricsPath)) is { } first)
        {
            yield return first;
        }

        foreach (var name in parentRecord.Metrics.Keys.Union(rerunRecord.Metrics.Keys, StringComparer.Ordinal))
        {
            var (before, now) = (Text(parentRecord.Metrics, name), Text(rerunRecord.Metrics, name));
            if (before != now)
            {
                yield return $"{name}: {before} before, {now} now";
            }
        }

        if (diff.HaveOneResult)
        {
            yield return "The result is the same all the same.";
            yield break;
        }

        yield return $"result ID: {parentRecord.ResultId} before, {rerunRecord.ResultId} now";
    }

    /// <summary>The first metric that is not the same in both, in the order they were recorded.</summary>
    internal static string? FirstDifference(IEnumerable<Metric> before, IEnumerable<Metric> now)
    {
        foreach (var (left, right) in before.Zip(now))
        {
            if (left with { Time = right.Time } != right)
            {
                return string.Create(CultureInfo.InvariantCulture, $"first difference at step {left.Step} (epoch {left.Epoch}): {left.Phase} {left.Name} {left.Value:R} before, {right.Value:R} now");
            }
        }

        return null;
    }

    private static string Text(IReadOnlyDictionary<string, double> metrics, string name) =>
        metrics.TryGetValue(name, out var value) ? value.ToString("R", CultureInfo.InvariantCulture) : "absent";
}
