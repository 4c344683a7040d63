using System.Globalization;
using Lockstep.Checks;
using Lockstep.Invariants;
using Lockstep.Recipes;
using Lockstep.Runs;

namespace Lockstep.Smoke;

/// <summary>What is asked of the two short trainings.</summary>
public static class SmokeChecks
{
    /// <summary>The check that each loss is a number.</summary>
    public const string Finite = "finite loss";

    /// <summary>The check that what should learn does.</summary>
    public const string Learning = "parameters move";
    private const string ThroughItsSteps = "the training did not get through its steps";
    internal const string Falling = "loss falls";
    internal const string Repeating = "identical runs";
    internal const string OfInvariant = "invariant";
    private const int MostNamed = 5;

    /// <summary>Each by itself, so that a report says which failed.</summary>
    /// <param name="second">Null where the first ended in a way that no second one was made.</param>
    /// <param name="invariants">Those of the recipe, held against the first.</param>
    public static IReadOnlyList<Check> Of(SmokePass first, SmokePass? second, IReadOnlyList<InvariantFinding> invariants) =>
        [OfLosses(first), OfParameters(first), OfDrop(first), OfRepetition(first, second), .. invariants.Select(OfFinding)];

    /// <summary>Those of the recipe's invariants that a smoke test can check.</summary>
    public static IReadOnlyList<InvariantFinding> FindingsOf(IReadOnlyList<Invariant> invariants, SmokePass first) =>
        InvariantChecks.OfSmoke(invariants, first.Metrics);

    private static Check OfLosses(SmokePass pass) =>
        pass.Problem is { Name: Finite } problem ? problem
        : pass.Problem is not null ? Check.Skipped(Finite, ThroughItsSteps)
        : pass.Losses.TakeWhile(double.IsFinite).Count() is var finite && finite < pass.Losses.Count
            ? Check.Failed(Finite, Text($"the loss became {pass.Losses[finite]} at step {finite + 1}; the learning rate may be too high"))
        : Check.Passed(Finite);

    private static Check OfDrop(SmokePass pass)
    {
        if (!pass.IsSound)
        {
            return Check.Skipped(Falling, ThroughItsSteps);
        }

        if (pass.Losses.Count < 2)
        {
            return Check.Failed(Falling, $"{Counted.Of(pass.Losses.Count, "loss was", "losses were")} seen, so it can't be told; expected at least 2 steps");
        }

        var figures = SmokeFigures.Of(pass.Losses);
        var went = Text($"from {figures.Start:G5} to {figures.End:G5}, means of the first and the last {Counted.Of(figures.Window, "step")}");
        if (figures.Drop >= SmokeFigures.LeastDrop)
        {
            return figures.GrowthOf(pass.Losses) is var (step, loss)
                ? Check.Failed(Falling, Text($"the loss grew from {pass.Losses[0]:G5} at step 1 to {loss:G5} at step {step}, and ended at {figures.End:G5}, ")
                    + "which is no less than it began with; the learning rate may be too high")
                : Check.Passed(Falling, Text($"the loss dropped by {figures.Drop:P1}, {went}"));
        }

        var why = pass.Parameters.Any(parameter => parameter is { Learns: true, MayRest: false, Moved: false }) ? "not all that should learn moved"
            : figures.Drop < 0 ? "the learning rate may be too high"
            : "the learning rate or the labels may be off";
        return Check.Failed(
            Falling,
            Text($"the loss {(figures.Drop < 0 ? "rose" : "dropped")} by {Math.Abs(figures.Drop):P1}, {went}; ")
            + Text($"expected a drop of at least {SmokeFigures.LeastDrop:P0}; {why}"));
    }

    private static Check OfParameters(SmokePass pass)
    {
        if (pass.Problem is { } problem)
        {
            return problem.Name == Learning ? problem : Check.Skipped(Learning, ThroughItsSteps);
        }

        SmokeParameter[] asked = [.. pass.Parameters.Where(parameter => !parameter.MayRest)];
        if (asked.Length == 0 || pass.Losses.Count == 0)
        {
            return Check.Skipped(Learning, "nothing is known of the parameters");
        }

        var steps = Counted.Of(pass.Losses.Count, "step");
        SmokeParameter[] still = [.. asked.Where(parameter => !parameter.Moved)];
        if (still.Length == 0)
        {
            return Check.Passed(Learning, Rested(pass));
        }

        SmokeParameter[] frozen = [.. still.Where(parameter => !parameter.Learns)];
        SmokeParameter[] withoutGradient = [.. still.Where(parameter => parameter is { Learns: true, HadGradient: false })];
        SmokeParameter[] withGradient = [.. still.Where(parameter => parameter is { Learns: true, HadGradient: true })];
        if (withoutGradient.Length > 0 && asked.All(parameter => !parameter.HadGradient))
        {
            return Check.Failed(Learning, $"no parameter got a gradient in {steps}: the loss does not depend on them, "
                + "as one that ignores what the network gives");
        }

        List<string> reasons = [];
        if (withGradient.Length > 0)
        {
            reasons.Add((withGradient.Length == asked.Length ? $"no parameter moved in {steps}" : $"{Listed(withGradient)} never moved in {steps}")
                + Text($", though gradients were there: the learning rate, at most {pass.HighestRate:G5}, is 0 or too small"));
        }

        if (withoutGradient.Length > 0)
        {
            reasons.Add($"{Listed(withoutGradient)} never got a gradient in {steps}: it takes no part in the loss, or what stands before it is dead");
        }

        if (frozen.Length > 0)
        {
            reasons.Add($"{Listed(frozen)} {(frozen.Length == 1 ? "is" : "are")} frozen, and nobody said so: where it is meant, name it by "
                + "model.freeze in the recipe, or with --frozen");
        }

        return Check.Failed(Learning, string.Join('\n', reasons));
    }

    private static string Rested(SmokePass pass)
    {
        SmokeParameter[] rested = [.. pass.Parameters.Where(parameter => parameter is { MayRest: true, Moved: false })];
        return rested.Length == 0 ? "" : $"as was said, {Listed(rested)} did not move";
    }

    private static Check OfRepetition(SmokePass first, SmokePass? second)
    {
        if (second is null || !first.IsSound)
        {
            return Check.Skipped(Repeating, "it was run once only, since it failed");
        }

        var same = first.Losses.Zip(second.Losses)
            .TakeWhile(pair => BitConverter.DoubleToInt64Bits(pair.First) == BitConverter.DoubleToInt64Bits(pair.Second)).Count();
        if (same < Math.Max(first.Losses.Count, second.Losses.Count))
        {
            return Check.Failed(Repeating, Text($"the two runs differ from step {same + 1} on: loss {At(first, same)} and {At(second, same)}; ")
                + "something draws without a seed, or an operation does not repeat");
        }

        return first.Weights == second.Weights
            ? Check.Passed(Repeating)
            : Check.Failed(Repeating, "the two runs' losses are equal, but their final weights are not");
    }

    private static string At(SmokePass pass, int step) => step < pass.Losses.Count ? Text($"{pass.Losses[step]:R}") : "none";

    private static Check OfFinding(InvariantFinding finding)
    {
        var name = $"{OfInvariant} {(finding.Phase is null ? finding.Metric : $"{finding.Phase} {finding.Metric}")}";
        return new Check(
            name, finding.Holds switch { true => CheckOutcome.Passed, false => CheckOutcome.Failed, null => CheckOutcome.Skipped }, finding.Text);
    }

    private static string Listed(SmokeParameter[] parameters) => string.Join(", ", parameters.Take(MostNamed).Select(parameter => parameter.Name))
        + (parameters.Length > MostNamed ? $" and {parameters.Length - MostNamed} more" : "");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
