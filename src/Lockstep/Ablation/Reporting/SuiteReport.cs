using Lockstep.Ablation.Running;
using Lockstep.Ablation.Suites;
using Lockstep.Runs;
using Lockstep.Statistics;

namespace Lockstep.Ablation.Reporting;

/// <summary>One run of a suite, as the report has it.</summary>
/// <param name="Value">Of the metric; null where the run has none.</param>
/// <param name="Reason">Why it has none.</param>
/// <param name="Folder">Null where there is no run.</param>
public sealed record SeedFigures(PlannedRun Run, RunState State, double? Value, string? Reason, RunFolder? Folder, RunRecord? Record)
{
    /// <summary>By the clock, from its first start to its end; null where it has not ended.</summary>
    public double? Seconds { get; init; }

    /// <summary>The most memory that it took; null where that isn't known.</summary>
    public long? PeakBytes { get; init; }

    /// <summary>Of processor and GPU; null where they can't be read.</summary>
    public double? Joules { get; init; }
}

/// <summary>An arm with all its runs.</summary>
/// <param name="Runs">In the order of the seeds.</param>
/// <param name="Mean">Of the values that there are; NaN of none.</param>
/// <param name="Deviation">Their standard deviation, n - 1; NaN of fewer than two.</param>
/// <param name="Curve">The metric over the epochs; empty where it has none.</param>
/// <param name="Classes">The recall of each class; empty where the runs have none.</param>
public sealed record ArmFigures(
    Arm Arm, IReadOnlyList<SeedFigures> Runs, double Mean, double Deviation, IReadOnlyList<CurvePoint> Curve, IReadOnlyList<ClassFigure> Classes)
{
    /// <summary>Of the runs that have one.</summary>
    public IReadOnlyList<double> Values => [.. Runs.SelectMany(run => run.Value is { } value ? new[] { value } : [])];
}

/// <summary>The metric of an arm after an epoch.</summary>
/// <param name="Deviation">Of the seeds; 0 of one.</param>
/// <param name="Seeds">That have come so far.</param>
public sealed record CurvePoint(int Epoch, double Mean, double Deviation, int Seeds);

/// <summary>How much of a class an arm finds, at its best checkpoint.</summary>
/// <param name="Mean">Over the seeds.</param>
/// <param name="Deviation">NaN of fewer than two.</param>
public sealed record ClassFigure(string Name, double Mean, double Deviation);

/// <summary>What the runs of one seed share between two arms, as their ledgers say; null where they say nothing.</summary>
/// <param name="Weights">The weights before the first step.</param>
/// <param name="Order">The samples of each step.</param>
public sealed record Pairing(bool? Weights, bool? Order)
{
    /// <summary>False where it is known that the runs of a seed don't share what they draw.</summary>
    public bool IsPaired => Weights != false && Order != false;
}

/// <summary>An arm compared with another one. Above 0 is always the arm's own sign; what is better, the suite says.</summary>
/// <param name="Seeds">That both have a value of.</param>
/// <param name="Differences">Arm less other, a value a seed.</param>
/// <param name="Mean">Of these.</param>
/// <param name="Interval">Of the mean; null of fewer than two.</param>
/// <param name="Figures">The same with the sign such that above 0 is better, and what comes of it.</param>
/// <param name="WishedFor">The difference that <paramref name="Needed"/> is about; null where there is none.</param>
/// <param name="Needed">About how many seeds it takes to see that; null where it can't be said.</param>
public sealed record ArmComparison(
    string Arm, string With, IReadOnlyList<long> Seeds, IReadOnlyList<double> Differences, double Mean, Interval? Interval, PairedComparison Figures,
    Pairing Pairing, double? WishedFor, int? Needed);

/// <summary>What came of an expectation.</summary>
/// <param name="Reason">With its figures.</param>
public sealed record ExpectationAnswer(Expectation Expectation, bool IsMet, string Reason);

/// <summary>What the runs were computed on.</summary>
/// <param name="Memory">Of the machine, in bytes; null where it isn't known.</param>
public sealed record Machine(string? Processor, string? Gpu, int Cores, long? Memory);

/// <summary>All that a suite found.</summary>
/// <param name="Seeds">Those of the file and those that were added.</param>
/// <param name="Looks">With how many seeds a report was made, this one last.</param>
/// <param name="Notes">What a reader should know, a sentence each.</param>
public sealed record SuiteReport(
    Suite Suite, IReadOnlyList<long> Seeds, IReadOnlyList<int> Looks, IReadOnlyList<ArmFigures> Arms, IReadOnlyList<ArmComparison> Comparisons,
    IReadOnlyList<ExpectationAnswer> Expectations, Machine Machine, IReadOnlyList<string> Notes)
{
    /// <summary>How the metric is shown.</summary>
    public MetricUnit Unit { get; } = MetricUnit.Of(Suite, Arms.SelectMany(arm => arm.Values));

    /// <summary>Whether every run is finished and has a value.</summary>
    public bool IsWhole => Arms.All(arm => arm.Runs.All(run => run.Value is not null));

    /// <summary>Runs without a value.</summary>
    public IEnumerable<SeedFigures> Missing => Arms.SelectMany(arm => arm.Runs).Where(run => run.Value is null);

    /// <summary>Whether all that was expected was found.</summary>
    public bool IsAsExpected => Expectations.All(expectation => expectation.IsMet);
}
