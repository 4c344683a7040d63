using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Cli.Display;
using Lockstep.Cli.Frame;
using Lockstep.Compare;
using Lockstep.Explaining;
using Lockstep.Runs;
using Lockstep.Text;

namespace Lockstep.Cli.Explaining;

/// <summary>An explanation as it is printed.</summary>
internal static class ExplanationReport
{
    private const int MostShown = 8;

    public static void Print(Terminal terminal, Explanation explanation, RunFolder a, RunDiff diff)
    {
        foreach (var line in Lines(explanation))
        {
            terminal.Result(line);
        }

        if (explanation.Outcome == ExplanationOutcome.Noise)
        {
            terminal.Message("See what doesn't repeat: lockstep bisect "
                + $"{a.Reference}{(diff.Ledger.Comparison?.Divergence?.Phase == Ledgers.Phase.Augment ? "; lockstep augment check RECIPE" : "")}");
        }
    }

    public static JsonObject ToJson(Explanation explanation, RunFolder a, RunFolder b) => new()
    {
        ["a"] = a.Name,
        ["b"] = b.Name,
        ["outcome"] = explanation.Outcome switch
        {
            ExplanationOutcome.Proven => "proven",
            ExplanationOutcome.Same => "same",
            ExplanationOutcome.Noise => "does not repeat",
            ExplanationOutcome.ElsewhereMade => "made elsewhere",
            _ => "not explained",
        },
        ["proven"] = explanation.IsProven,
        ["causes"] = new JsonArray([.. explanation.Causes.Select(cause => new JsonObject
        {
            ["step"] = cause.Step,
            ["phase"] = cause.Phase is { } phase ? Blame.Word(phase) : null,
            ["here"] = cause.IsHere,
            ["differences"] = Of(cause.Set),
        })]),
        ["without"] = Of(explanation.Without),
        ["upToStep"] = explanation.Upto,
        ["sameResult"] = explanation.SameResult,
        ["notPut"] = Of(explanation.Fixed),
        ["trials"] = explanation.Trials,
        ["problems"] = new JsonArray([.. explanation.Problems.Select(problem => JsonValue.Create(problem))]),
        ["sentences"] = new JsonArray([.. Lines(explanation).Select(line => JsonValue.Create(line))]),
    };

    private static JsonArray Of(IEnumerable<Difference> differences) => new([.. differences.Select(difference => new JsonObject
    {
        ["box"] = EnumWord.Of(difference.Box),
        ["name"] = difference.Name,
        ["a"] = difference.A,
        ["b"] = difference.B,
    })]);

    private static IEnumerable<string> Lines(Explanation explanation)
    {
        foreach (var cause in explanation.Causes)
        {
            var step = cause.Step?.ToString(CultureInfo.InvariantCulture) ?? "";
            yield return cause.IsHere ? Sentences.ProvenHere.With(cause.Step is null ? "result" : $"step {step}", Listed(cause.Set))
                : cause.Step is null ? Sentences.ProvenResult.With(Listed(cause.Set))
                : Sentences.ProvenStep.With(Listed(cause.Set), step, cause.Phase is { } phase ? Blame.Word(phase) : "");
        }

        if (explanation.Outcome == ExplanationOutcome.Proven && explanation.Upto is { } upto)
        {
            foreach (var difference in explanation.Without.Take(MostShown))
            {
                yield return Sentences.ChangesNothing.With($"{difference}", upto.ToString(CultureInfo.InvariantCulture));
            }
        }

        if (explanation is { SameResult: true, Upto: not null })
        {
            yield return Sentences.ResultToo.Text;
        }

        if (explanation.Outcome switch
        {
            ExplanationOutcome.Same => Sentences.SameRuns,
            ExplanationOutcome.Noise => Sentences.Noisy,
            ExplanationOutcome.ElsewhereMade => Sentences.Elsewhere,
            ExplanationOutcome.NotExplained => Sentences.NotExplained,
            _ => null,
        } is { } end)
        {
            yield return end.Text;
        }

        if (!explanation.IsProven)
        {
            foreach (var one in explanation.Fixed.Take(MostShown))
            {
                yield return Sentences.CantBePut.With($"{one}", WhereOf(one));
            }

            foreach (var problem in explanation.Problems)
            {
                yield return $"A trial could not be made: {problem}";
            }
        }
    }

    private static string WhereOf(FixedDifference one) => (one.IsPut ? "here it is as in B" : one.IsAsInA ? "here it is as in A" : "here it is as in neither")
        + (!one.IsPut && one.Name.StartsWith("program", StringComparison.Ordinal) ? "; explain with B's program to try it" : "");

    private static string Listed(IReadOnlyList<Difference> set) => set.Count switch
    {
        0 => "nothing",
        1 => $"{set[0]}",
        _ => $"{string.Join(", ", set.Take(set.Count - 1))} and {set[^1]}",
    };
}
