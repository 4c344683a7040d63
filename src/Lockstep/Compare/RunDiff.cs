using System.ComponentModel;
using Lockstep.Code.Restoring;
using Lockstep.Ledgers;
using Lockstep.Locks;
using Lockstep.Recipes;
using Lockstep.Runs;
using Lockstep.Snapshots;

namespace Lockstep.Compare;

/// <summary>All that is known of how two runs differ.</summary>
/// <param name="Answer">Of their results.</param>
/// <param name="Locks">Every result-relevant value that differs; recorded is the first run's, found the second's.</param>
/// <param name="Manifests">What became of the files; null where a run's manifest can't be read.</param>
/// <param name="Metrics">Every final metric of either.</param>
public sealed record RunDiff(
    DiffAnswer Answer,
    RunRecord RecordOfA,
    RunRecord RecordOfB,
    LockSet LocksOfA,
    LockSet LocksOfB,
    IReadOnlyList<LockDifference> Locks,
    ManifestDiff? Manifests,
    IReadOnlyList<MetricDifference> Metrics,
    LedgerFinding Ledger)
{
    /// <summary>That the distance was held against; null where none was given.</summary>
    public double? Tolerance { get; private init; }

    /// <summary>Null where it was not measured, or can't be.</summary>
    public WeightDistance? Weights { get; private init; }

    /// <summary>Why results can't be relied on, in sentences.</summary>
    public IReadOnlyList<string> Doubts { get; private init; } = [];

    /// <summary>What only their kind can tell of their results; null where nothing was asked.</summary>
    public KindDiff? Kind { get; private init; }

    /// <summary>The first training losses of the first run.</summary>
    public required FirstLosses LossesOfA { get; init; }

    /// <summary>The first training losses of the second run.</summary>
    public required FirstLosses LossesOfB { get; init; }

    /// <summary>In what the runs differ that can make a difference.</summary>
    public Suspects Suspects { get; private init; } = Suspects.None;

    /// <summary>What is to blame; null where nothing differs, or it is not to be decided whether it does.</summary>
    public Blame? Blame => Ledger.Blame;

    /// <param name="additions">What their recipes can name.</param>
    /// <param name="weights">How far the last checkpoints are from each other; null where that can't be said.</param>
    /// <param name="tolerance">Up to which distance results are equivalent; null for the lesser of those that the runs' recipes give, if both do.</param>
    /// <param name="recordOfB">What the second run's record will be; null for what it is.</param>
    /// <param name="kind">What the kind of the runs tells of them; null for nothing.</param>
    /// <exception cref="LockstepException">The record or a lock of a run can't be read.</exception>
    public static RunDiff Between(
        RunFolder a, RunFolder b, RecipeAdditions additions, CancellationToken cancellation, WeightDistance? weights = null, double? tolerance = null,
        RunRecord? recordOfB = null, KindDiff? kind = null)
    {
        var recordOfA = a.ReadRecord();
        recordOfB ??= b.ReadRecord();
        tolerance ??= recordOfA.Tolerance is { } ofA && recordOfB.Tolerance is { } ofB ? Math.Min(ofA, ofB) : null;
        var (locksOfA, locksOfB) = (a.ReadLocks(), b.ReadLocks());
        var locks = locksOfA.DifferencesTo(locksOfB);
        var manifests = ManifestsOf(a, b);
        var suspects = Suspects.Between(a, b, locksOfA, locksOfB, additions).With(kind?.Found ?? []);
        var resultsDiffer = recordOfA.ResultId is { } resultOfA && recordOfB.ResultId is { } resultOfB && resultOfA != resultOfB;
        var ledger = LedgerFinding.Of(a, b, suspects, resultsDiffer, cancellation);
        var metrics = recordOfA.Metrics.Keys.Union(recordOfB.Metrics.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(name => new MetricDifference(name, ValueOf(recordOfA, name), ValueOf(recordOfB, name))).ToArray();
        RecordDoubts[] doubts = [RecordDoubts.Of("A", a, recordOfA, locksOfA), RecordDoubts.Of("B", b, recordOfB, locksOfB)];
        var isWithin = tolerance is { } most && metrics.All(metric => metric.Closeness <= most) && weights?.Closeness <= most;
        var answer = doubts.Any(doubt => doubt.Changed.Count > 0)
            ? DiffAnswer.Undecided
            : HasNothing(recordOfA) || HasNothing(recordOfB)
            ? DiffAnswer.NothingToCompare
            : AnswerOf(recordOfA, recordOfB, ledger, isWithin, isInDoubt: doubts.All(doubt => doubt.Unchecked is not null));
        var isExplained = kind?.Exits is not null && ledger.Comparison?.Divergence is null && ledger.Blame is { Candidates.Count: 0 }; // by the exit code
        ledger = answer == DiffAnswer.Undecided || isExplained ? ledger with { Blame = null } : ledger;
        return new RunDiff(answer, recordOfA, recordOfB, locksOfA, locksOfB, locks, manifests, metrics, ledger)
        {
            Tolerance = tolerance,
            Weights = weights,
            Doubts = [.. doubts.SelectMany(doubt => doubt.All)],
            Suspects = suspects,
            LossesOfA = FirstLosses.Of(a, cancellation),
            LossesOfB = FirstLosses.Of(b, cancellation),
            Kind = kind,
        };
    }

    /// <summary>A command that came to its end, and left nothing.</summary>
    private static bool HasNothing(RunRecord record) =>
        record is { Kind: RunKind.Command, ResultId: null, Status: RunStatus.Finished or RunStatus.Failed };

    /// <summary>What was measured.</summary>
    public ResultDistance Distance => new([.. Metrics.Where(metric => !metric.IsEqual).Select(metric => metric.Distance)], Weights);

    /// <summary>Both runs have a result, and it is the same to the bit as far as their records say.</summary>
    public bool HaveOneResult => RecordOfA.ResultId is { } result && result == RecordOfB.ResultId;

    /// <summary>The differences of one box; those of the recipe, which is part of Code, apart.</summary>
    public IEnumerable<LockDifference> Of(Box box) => Locks.Where(difference => difference.Box == box && !IsOfRecipe(difference));

    /// <summary>The submodules of the code whose commits differ.</summary>
    public IEnumerable<SubmoduleDifference> Submodules =>
        SubmoduleDifference.Between(new RecordedCode(LocksOfA.Code).Submodules, new RecordedCode(LocksOfB.Code).Submodules);

    /// <summary>The recipe's keys that differ, among those that can change a result.</summary>
    public IEnumerable<LockDifference> Recipe =>
        Locks.Where(IsOfRecipe).Select(difference => difference with { Key = difference.Key[RecordedCode.RecipePrefix.Length..] });

    private static bool IsOfRecipe(LockDifference difference) =>
        difference.Box == Box.Code && difference.Key.StartsWith(RecordedCode.RecipePrefix, StringComparison.Ordinal);

    private static DiffAnswer AnswerOf(RunRecord a, RunRecord b, LedgerFinding ledger, bool isWithin, bool isInDoubt)
    {
        var areFinished = a.ResultId is not null && b.ResultId is not null;
        var haveDiverged = ledger.Comparison?.Answer == LedgerAnswer.Diverged || (areFinished && a.ResultId != b.ResultId);
        if (areFinished && isWithin && haveDiverged && !isInDoubt)
        {
            return DiffAnswer.Equivalent;
        }

        if (haveDiverged)
        {
            return DiffAnswer.Diverged;
        }

        var ledgersAgree = ledger.Comparison is null
            ? !ledger.IsInDoubt
            : ledger.Comparison.Answer is LedgerAnswer.Identical or LedgerAnswer.WithoutConsequence;
        return areFinished && ledgersAgree && !isInDoubt ? DiffAnswer.Identical : DiffAnswer.Undecided;
    }

    private static double? ValueOf(RunRecord record, string name) => record.Metrics.TryGetValue(name, out var value) ? value : null;

    private static ManifestDiff? ManifestsOf(RunFolder a, RunFolder b)
    {
        try
        {
            return ManifestDiff.Between(Manifest.Load(a.ManifestPath), Manifest.Load(b.ManifestPath));
        }
        catch (LockstepException)
        {
            // The digests of both manifests are in the Data locks: that they differ is known without them.
            return null;
        }
    }
}

/// <summary>Whether two runs have the same result.</summary>
public enum DiffAnswer
{
    /// <summary>The same result to the bit, and nothing in the ledgers against it but what had no consequence.</summary>
    Identical,

    /// <summary>Results or ledgers differ, and final metrics and weights are within the tolerance that was given.</summary>
    Equivalent,

    /// <summary>Results or ledgers differ.</summary>
    Diverged,

    /// <summary>
    /// Nothing differs as far as it can be compared, and a run isn't finished, or a ledger isn't whole; or a file is not what was recorded of it.
    /// </summary>
    Undecided,

    /// <summary>Two commands of which one left nothing to compare: no file, no metric, no step.</summary>
    [Description("nothing to compare")]
    NothingToCompare,
}

/// <summary>A final metric in two runs; null where a run lacks it.</summary>
public sealed record MetricDifference(string Name, double? A, double? B)
{
    /// <summary>To the bit; false where a run lacks the metric.</summary>
    public bool IsEqual => A is { } a && B is { } b && Compare.Closeness.IsSame(a, b);

    /// <summary>The distance in units of the last place; null where a value is absent or not a number.</summary>
    public UInt128? Ulps => A is { } a && B is { } b ? Ledgers.Ulps.Between(a, b) : null;

    /// <summary>What a tolerance is held against; infinite where a value is absent or not finite, unless both are the same.</summary>
    public double Closeness => IsEqual ? 0 : A is { } a && B is { } b ? Compare.Closeness.Between(a, b) : double.PositiveInfinity;

    internal MetricDistance Distance => new(Name, A is { } a && B is { } b && double.IsFinite(a - b) ? Math.Abs(a - b) : null, Relative, Ulps?.ToString(
        System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>|A - B| / max(|A|, |B|), 0 for two zeros; null where a value is absent or not finite.</summary>
    public double? Relative => A is not { } a || B is not { } b || !double.IsFinite(a) || !double.IsFinite(b) ? null : Compare.Closeness.Relative(a, b);
}
