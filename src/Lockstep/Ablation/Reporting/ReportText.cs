using System.Globalization;
using Lockstep.Ablation.Suites;
using Lockstep.Statistics;

namespace Lockstep.Ablation.Reporting;

/// <summary>The sentences of a report.</summary>
public static class ReportText
{
    /// <summary>What a comparison found, and what it takes where it found nothing.</summary>
    public static string Of(ArmComparison comparison, SuiteReport report) => Of(comparison, report.Suite, report.Comparisons.Count, report.Unit);

    private static string Of(ArmComparison comparison, Suite suite, int comparisons, MetricUnit unit)
    {
        var (arm, with, figures) = (comparison.Arm, comparison.With, comparison.Figures);
        var seeds = comparison.Seeds.Count;
        var mean = $"{unit.Difference(comparison.Mean)} on average"
            + (comparison.Interval is { } interval ? $" (95 % interval {unit.WithSign(interval.Low)} to {unit.WithSign(interval.High)})" : "");
        var test = $"p = {Figure.P(figures.PValue)} in a sign-flip test over {Counted.Of(seeds, "seed")}"
            + (comparisons > 1 ? $", {Figure.P(figures.AdjustedPValue)} after Holm's correction for {comparisons} comparisons" : "");
        switch (figures.Finding)
        {
            case Finding.Undecided:
                var least = suite.LeastSeeds;
                return seeds == 0
                    ? $"{arm} and {with}: undecided. No seed has a value of both."
                    : string.Create(
                        CultureInfo.InvariantCulture,
                        $"{arm} and {with}: undecided. The difference is {mean}; but with {Counted.Of(seeds, "seed")} a sign-flip test can't get below ")
                    + $"p = {Figure.P(2 / Math.Pow(2, seeds))}, and {(comparisons > 1 ? $"Holm's correction for {comparisons} comparisons" : "it")} asks for "
                    + $"{Figure.P(PairedComparison.Level / comparisons)}. It takes {least} seeds or more to decide anything.";
            case Finding.NoDifferenceFound:
                var why = figures.AdjustedPValue <= PairedComparison.Level ? "; the interval does not exclude 0, so the two don't agree"
                    : comparison.Interval is { ExcludesZero: true } ? "; the interval excludes 0 and the test does not, so the two don't agree"
                    : "";
                return $"{arm} and {with}: no difference found. It is {mean}, {test}{why}. {Needed(comparison, suite, unit)}";
            default:
                return $"{arm} is {(figures.Finding == Finding.Better ? "better" : "worse")} than {with}: {mean}, {test}.";
        }
    }

    /// <summary>The honest sentence.</summary>
    private static string Needed(ArmComparison comparison, Suite suite, MetricUnit unit)
    {
        var spread = $"The differences of single seeds vary by {unit.Size(comparison.Figures.Deviation)} (standard deviation)";
        if (comparison.WishedFor is not { } wished)
        {
            return comparison.Figures.Deviation == 0
                ? "The seeds gave the same values in both arms. Say with 'effect' which difference you wish to see."
                : $"{spread}. Say with 'effect' which difference you wish to see.";
        }

        var size = suite.Effect is not null || comparison.WishedFor != Math.Abs(comparison.Mean)
            ? $"a difference of {unit.Size(wished)}"
            : $"a difference as large as the one seen, {unit.Size(wished)}";
        return comparison.Needed switch
        {
            null => $"{spread}: far too much for {size}.",
            { } needed when needed <= comparison.Seeds.Count =>
                $"{spread}: with {Counted.Of(comparison.Seeds.Count, "seed")}, {size} would have been found in more than four of five such suites.",
            { } needed => $"{spread}: to find {size} in four of five such suites takes about {needed} seeds; here were {comparison.Seeds.Count}.",
        };
    }

    /// <summary>What the runs of a seed share.</summary>
    public static string Of(Pairing pairing, bool isOfCommand) => pairing switch
    {
        { Weights: true, Order: true } => "paired: each seed has the same first weights and the same order of samples in both",
        { Weights: false, Order: false } => "not paired: neither the first weights nor the order of the samples are the same in both",
        { Weights: false } => "not paired: the first weights are not the same in both, as of another model",
        { Order: false } => "not paired: the order of the samples is not the same in both",
        _ when isOfCommand => "the same seed in both; what a command makes of it, is its own",
        _ => "the same seed in both; without a ledger it can't be seen whether they share weights and order",
    };

    /// <summary>Met only where a difference was found, and is large enough.</summary>
    internal static ExpectationAnswer Answer(Suite suite, Expectation expectation, IReadOnlyList<ArmComparison> comparisons, MetricUnit unit)
    {
        var isAsSaid = comparisons.Any(one => one.Arm == expectation.Better && one.With == expectation.Than);
        var comparison = comparisons.Single(one => isAsSaid
            ? one.Arm == expectation.Better && one.With == expectation.Than
            : one.Arm == expectation.Than && one.With == expectation.Better);
        var wanted = isAsSaid ? Finding.Better : Finding.Worse;
        var by = isAsSaid ? comparison.Figures.Mean : -comparison.Figures.Mean;
        var isFound = comparison.Figures.Finding == wanted;
        var sentence = Of(comparison, suite, comparisons.Count, unit);
        return new ExpectationAnswer(
            expectation,
            isFound && by >= expectation.By,
            isFound && by < expectation.By ? $"{sentence} That is less than {unit.Size(expectation.By)}." : sentence);
    }

    internal static IEnumerable<string> Notes(Suite suite, IReadOnlyList<int> looks, IReadOnlyList<ArmFigures> arms)
    {
        if (looks.Count > 1)
        {
            yield return $"The suite was looked at {looks.Count} times, with {string.Join(", then ", looks)} seeds. Each look is one more chance to find a "
                + "difference that is luck: the p-values here count this look alone, and are up to that many times too small.";
        }

        foreach (var run in arms.SelectMany(arm => arm.Runs).Where(run => run.Value is null))
        {
            yield return $"{run.Run.Name} has no value: {run.Reason?.TrimEnd('.')}. Its seed is left out of the comparisons of its arm.";
        }
    }

    /// <summary>What a paper's checklist asks of error bars.</summary>
    public static IReadOnlyList<string> ErrorBars(SuiteReport report) =>
    [
        $"± is the standard deviation of single runs (n - 1), no standard error; n = {Counted.Of(report.Seeds.Count, "seed")} an arm.",
        $"What varies between runs of an arm: {(report.Suite.IsOfCommand ? "the command's seed" : string.Join(", ", report.Suite.Vary))}. "
            + (report.Suite.IsOfCommand ? "" : "All else is locked."),
        .. report.Comparisons.Count == 0 ? Array.Empty<string>() : Tests(report),
    ];

    private static string[] Tests(SuiteReport report) =>
    [
        $"Differences are taken seed by seed. Intervals: 95 %, bootstrap of their mean, bias-corrected and accelerated, {MeanBootstrap.Resamples} resamples. "
            + $"Test: two-sided, of all sign flips (of {SignFlipTest.Draws} drawn ones beyond {SignFlipTest.MostForAll} seeds); "
            + $"Holm's correction over {Counted.Of(report.Comparisons.Count, "comparison")}; "
            + $"level {PairedComparison.Level.ToString(CultureInfo.InvariantCulture)}.",
        "Better and worse are said only where interval and corrected test agree.",
    ];

    /// <summary>What a paper's checklist asks of the means of computing.</summary>
    public static IReadOnlyList<string> Compute(SuiteReport report)
    {
        var runs = report.Arms.SelectMany(arm => arm.Runs).ToArray();
        var machine = report.Machine;
        var failed = runs.Count(run => run.Value is null);
        return
        [
            $"Machine: {machine.Processor?.Split(" / ")[^1] ?? "a processor that isn't known"}, "
                + $"{Counted.Of(machine.Cores, "core")}, {Figure.Bytes(machine.Memory)} of memory"
                + $"{(machine.Gpu is { } gpu ? $", {gpu}" : "")}.",
            $"Runs: {runs.Length - failed} with a result, {failed} without; {Figure.Seconds(runs.Sum(run => run.Seconds ?? 0))} in all, "
                + $"{Figure.Seconds(runs.Average(run => run.Seconds))} each on average"
                + $"{(runs.Max(run => run.PeakBytes) is { } most ? $", at most {Figure.Bytes(most)} of memory each" : "")}.",
            runs.All(run => run.Joules is null) ? "Energy: can't be read here." : $"Energy: {Figure.Joules(runs.Sum(run => run.Joules ?? 0))} in "
                + $"{Counted.Of(runs.Count(run => run.Joules is not null), "run")}.",
        ];
    }
}
