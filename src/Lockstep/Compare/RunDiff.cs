using Lockstep.Data;
using Lockstep.Ledgers;
using Lockstep.Locks;
using Lockstep.Runs;

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
    /// <exception cref="LockstepException">The record or a lock of a run can't be read.</exception>
    public static RunDiff Between(RunFolder a, RunFolder b, CancellationToken cancellation)
    {
        var (recordOfA, recordOfB) = (a.ReadRecord(), b.ReadRecord());
        var (locksOfA, locksOfB) = (a.ReadLocks(), b.ReadLocks());
        var locks = locksOfA.DifferencesTo(locksOfB);
        var manifests = ManifestsOf(a, b);
        var ledger = LedgerFinding.Of(a, b, locks, manifests, cancellation);
        var metrics = recordOfA.Metrics.Keys.Union(recordOfB.Metrics.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(name => new MetricDifference(name, ValueOf(recordOfA, name), ValueOf(recordOfB, name))).ToArray();
        return new RunDiff(AnswerOf(recordOfA, recordOfB, ledger), recordOfA, recordOfB, locksOfA, locksOfB, locks, manifests, metrics, ledger);
    }

    /// <summary>The differences of one box; those of the recipe, which is part of Code, apart.</summary>
    public IEnumerable<LockDifference> Of(Box box) => Locks.Where(difference => difference.Box == box && !IsOfRecipe(difference));

    /// <summary>The recipe's keys that differ, among those that can change a result.</summary>
    public IEnumerable<LockDifference> Recipe => Locks.Where(IsOfRecipe).Select(difference => difference with { Key = difference.Key["recipe.".Length..] });

    private static bool IsOfRecipe(LockDifference difference) => difference.Box == Box.Code && difference.Key.StartsWith("recipe.", StringComparison.Ordinal);

    private static DiffAnswer AnswerOf(RunRecord a, RunRecord b, LedgerFinding ledger)
    {
        var areFinished = a.ResultId is not null && b.ResultId is not null;
        if (ledger.Comparison?.Answer == LedgerAnswer.Diverged || (areFinished && a.ResultId != b.ResultId))
        {
            return DiffAnswer.Diverged;
        }

        var ledgersAgree = ledger.Comparison is null ? !ledger.IsInDoubt : ledger.Comparison.Answer == LedgerAnswer.Identical;
        return areFinished && ledgersAgree ? DiffAnswer.Identical : DiffAnswer.Undecided;
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
    /// <summary>The same result to the bit, and nothing in the ledgers against it.</summary>
    Identical,

    /// <summary>Results or ledgers differ.</summary>
    Diverged,

    /// <summary>Nothing differs as far as it can be compared; a run isn't finished, or a ledger isn't whole.</summary>
    Undecided,
}

/// <summary>A final metric in two runs; null where a run lacks it.</summary>
public sealed record MetricDifference(string Name, double? A, double? B)
{
    public bool IsEqual => A is { } a && B is { } b && BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b);

    /// <summary>The distance in units of the last place; null where a value is absent or not a number.</summary>
    public UInt128? Ulps => A is { } a && B is { } b ? Ledgers.Ulps.Between(a, b) : null;

    /// <summary>|A - B| / max(|A|, |B|), 0 for two zeros; null where a value is absent or not finite.</summary>
    public double? Relative => A is not { } a || B is not { } b || !double.IsFinite(a) || !double.IsFinite(b) ? null : a.Equals(b) ? 0 : Math.Abs(a - b) / Math.Max(Math.Abs(a), Math.Abs(b));
}
