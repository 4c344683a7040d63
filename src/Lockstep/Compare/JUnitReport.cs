using System.Globalization;
using System.Text;
using Lockstep.Files;
using Lockstep.Ledgers;

namespace Lockstep.Compare;

/// <summary>A comparison of two runs as JUnit's XML, which continuous integration reads: a test case a check.</summary>
/// <remarks>A case fails only where the answer is no: what differs within a tolerance, or was allowed, stands in the case's output.</remarks>
public static class JUnitReport
{
    /// <summary>Writes it whole or not at all.</summary>
    /// <param name="name">Of the command.</param>
    public static void Write(string path, string name, RunDiff diff)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/");
        AtomicFile.WriteAllBytes(path, Encoding.UTF8.GetBytes(Of(name, diff)));
    }

    internal static string Of(string name, RunDiff diff) =>
        JUnitXml.Of($"lockstep {name} {diff.RecordOfA.Name} {diff.RecordOfB.Name}", $"lockstep.{name}", [.. Cases(diff)]);

    private static IEnumerable<JUnitCase> Cases(RunDiff diff)
    {
        var isYes = diff.Answer is DiffAnswer.Identical or DiffAnswer.Equivalent;
        JUnitCase Differs(string name, string text) => new(name, isYes ? JUnitOutcome.Passed : JUnitOutcome.Failed, text);
        JUnitCase Same(string name) => new(name, JUnitOutcome.Passed, "");

        yield return diff.Locks.Count == 0 ? Same("locks") : Differs("locks", string.Join('\n', diff.Locks));
        yield return diff.Ledger switch
        {
            { Comparison: null } none =>
                new JUnitCase("ledger", none.IsInDoubt && !isYes ? JUnitOutcome.Failed : JUnitOutcome.Skipped, string.Join('\n', none.Notes)),
            { Comparison.Answer: LedgerAnswer.Identical } => Same("ledger"),
            { Comparison.Answer: LedgerAnswer.WithoutConsequence } lost => new JUnitCase("ledger", JUnitOutcome.Passed, string.Join('\n', lost.Notes)),
            { Sentence: { } sentence } => Differs("ledger", diff.Blame is { } blame ? $"{sentence}\nto blame: {blame.Reason}" : sentence),
            var partly => Differs("ledger", string.Join('\n', partly.Notes.Prepend("The ledgers are the same as far as they can be compared."))),
        };
        var unequal = diff.Metrics.Where(metric => !metric.IsEqual).ToArray();
        yield return diff.Metrics.Count == 0 ? new JUnitCase("metrics", JUnitOutcome.Skipped, "no run is finished")
            : unequal.Length == 0 ? Same("metrics")
            : Differs(
                "metrics",
                string.Join('\n', unequal.Select(metric => string.Create(
                    CultureInfo.InvariantCulture,
                    $"{metric.Name}: {metric.A?.ToString("R", CultureInfo.InvariantCulture) ?? "none"} "
                    + $"and {metric.B?.ToString("R", CultureInfo.InvariantCulture) ?? "none"}"))));
        yield return diff.HaveOneResult && diff.Doubts.Count == 0 ? Same("weights")
            : diff.Weights is { Differing: 0 } ? Same("weights")
            : diff.Weights is { } weights ? Differs("weights", string.Create(
                CultureInfo.InvariantCulture,
                $"{weights.Differing} of {weights.Numbers} numbers differ, "
                + $"{(weights.Absolute is { } absolute
                    ? $"by at most {absolute.ToString("R", CultureInfo.InvariantCulture)}, in"
                    : "and one is not finite, in")} {weights.Tensor}"))
            : new JUnitCase("weights", JUnitOutcome.Skipped, "not compared number by number: a last checkpoint is not there, or they hold different tensors");
        yield return diff switch
        {
            { Answer: DiffAnswer.Identical } => Same("result"),
            { Answer: DiffAnswer.Equivalent } =>
                new JUnitCase("result", JUnitOutcome.Passed, string.Create(CultureInfo.InvariantCulture, $"equivalent, within {diff.Tolerance:R}")),
            { Answer: DiffAnswer.Undecided } => new JUnitCase("result", JUnitOutcome.Failed, string.Join(
                '\n', diff.Doubts.Prepend("undecided: a run isn't finished, a ledger isn't whole, or a result isn't what its ID says"))),
            { HaveOneResult: true } => new JUnitCase(
                "result",
                JUnitOutcome.Failed,
                $"diverged: the steps differ, and end in the same result ID, {diff.RecordOfA.ResultId}"),
            _ => new JUnitCase(
                "result",
                JUnitOutcome.Failed,
                $"diverged: result ID {diff.RecordOfA.ResultId ?? "none"} and "
                + $"{diff.RecordOfB.ResultId ?? "none"}{(diff.Ledger.Sentence is null && diff.Blame is { } blame ? $"\nto blame: {blame.Reason}" : "")}"),
        };
    }
}
