using System.Globalization;
using Lockstep.Compare;

namespace Lockstep.Explaining;

/// <summary>An explanation in sentences, of the list that <c>docs/verdicts.md</c> is made of.</summary>
public static class ExplanationText
{
    private const int MostShown = 8;

    /// <summary>A sentence a line, the causes first.</summary>
    public static IEnumerable<string> Of(Explanation explanation)
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
