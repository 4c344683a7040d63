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
    public static Verdict Judge(RunFolder parent, RunFolder rerun, RunRecord rerunRecord, IReadOnlyList<LockDifference> allowed)
    {
        var parentRecord = parent.ReadRecord();
        var let = allowed.Select(difference => difference.ToString()).ToArray();
        return parentRecord.ResultId == rerunRecord.ResultId
            ? new Verdict(VerdictKind.Identical, parent.Name, [], let)
            : new Verdict(VerdictKind.Diverged, parent.Name, [.. Reasons(parent, parentRecord, rerun, rerunRecord)], let);
    }

    private static IEnumerable<string> Reasons(RunFolder parent, RunRecord parentRecord, RunFolder rerun, RunRecord rerunRecord)
    {
        var ledger = LedgerOf(parent, rerun);
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

        yield return $"result ID: {parentRecord.ResultId} before, {rerunRecord.ResultId} now";
    }

    /// <summary>The manifests are the same, or there were no rerun.</summary>
    private static LedgerFinding LedgerOf(RunFolder parent, RunFolder rerun) =>
        LedgerFinding.Of(parent, rerun, parent.ReadLocks().DifferencesTo(rerun.ReadLocks()), manifests: null, CancellationToken.None);

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
