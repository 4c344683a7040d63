using System.Globalization;
using Lockstep.Locks;
using Lockstep.Recipes;
using Lockstep.Runs;

namespace Lockstep.Compare;

/// <summary>Compares a finished rerun with the run it repeats.</summary>
public static class RunComparison
{
    /// <param name="parent">The run that was repeated.</param>
    /// <param name="rerun">The repetition, finished.</param>
    /// <param name="additions">What their recipes can name.</param>
    /// <param name="allowed">Differences of the locks that were let pass.</param>
    /// <param name="weights">How far the last checkpoints are from each other; null where that can't be said.</param>
    /// <param name="tolerance">Up to which distance the result is equivalent; null for what the recipe says.</param>
    /// <param name="kind">What the kind of the runs tells of them; null for nothing.</param>
    public static Verdict Judge(
        RunFolder parent, RunFolder rerun, RecipeAdditions additions, RunRecord rerunRecord, IReadOnlyList<LockDifference> allowed,
        WeightDistance? weights = null, double? tolerance = null, KindDiff? kind = null)
    {
        var diff = RunDiff.Between(parent, rerun, additions, CancellationToken.None, weights, tolerance, rerunRecord, kind);
        var let = allowed.Select(difference => difference.ToString()).ToArray();
        Verdict Told(VerdictKind kind) => new(kind, parent.Name, [.. Reasons(parent, rerun, diff)], let, diff.Tolerance, diff.Distance)
        {
            Step = diff.Ledger.Comparison?.Divergence?.Step,
        };

        var verdict = diff.Answer switch
        {
            DiffAnswer.Identical => new Verdict(VerdictKind.Identical, parent.Name, [], let),
            DiffAnswer.Undecided =>
                new Verdict(VerdictKind.Undecided, parent.Name, diff.Doubts.Count > 0 ? diff.Doubts : diff.Ledger.Notes, let, diff.Tolerance, diff.Distance),
            DiffAnswer.NothingToCompare => new Verdict(
                VerdictKind.NothingToCompare,
                parent.Name,
                [.. WhyNothing(parent, diff)],
                let),
            DiffAnswer.Equivalent => Told(VerdictKind.Equivalent),
            _ => Told(VerdictKind.Diverged),
        };
        return verdict with { Builds = VerdictBuilds.Between(parent.ReadLocks().Environment, rerun.ReadLocks().Environment) };
    }

    private static IEnumerable<string> WhyNothing(RunFolder parent, RunDiff diff) => diff.Kind?.Exits is { } exits ? exits.OfRerun(parent.Name)
        : [diff.RecordOfA.ResultId is null ? Sentences.NothingToCompare.Text : Sentences.NothingThisTime.With(parent.Name)];

    private static IEnumerable<string> Reasons(RunFolder parent, RunFolder rerun, RunDiff diff)
    {
        var (parentRecord, rerunRecord, ledger) = (diff.RecordOfA, diff.RecordOfB, diff.Ledger);
        foreach (var line in diff.Kind?.Exits?.OfRerun(parent.Name) ?? [])
        {
            yield return line;
        }

        if (ledger.Sentence is { } sentence)
        {
            yield return sentence;
        }
        else if (FirstDifference(MetricsLog.Read(parent.MetricsPath), MetricsLog.Read(rerun.MetricsPath)) is { } first)
        {
            yield return first;
        }

        foreach (var result in diff.Kind?.Outputs ?? [])
        {
            yield return result;
        }

        if (ledger.Blame is { } blame)
        {
            yield return $"to blame: {blame.Reason}";
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
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"first difference at step {left.Step} (epoch {left.Epoch}): {left.Phase} {left.Name} {left.Value:R} before, {right.Value:R} now");
            }
        }

        return null;
    }

    private static string Text(IReadOnlyDictionary<string, double> metrics, string name) =>
        metrics.TryGetValue(name, out var value) ? value.ToString("R", CultureInfo.InvariantCulture) : "absent";
}
