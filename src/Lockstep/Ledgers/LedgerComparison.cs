using System.ComponentModel;

namespace Lockstep.Ledgers;

/// <summary>What two ledgers say of each other.</summary>
public enum LedgerAnswer
{
    /// <summary>Every record of both was read; all are sound and equal.</summary>
    Identical,

    /// <summary>Sound and equal as far as both go, and one goes further or ends in a torn record.</summary>
    [Description("same so far")]
    SameSoFar,

    /// <summary>They differ.</summary>
    Diverged,

    /// <summary>Sound and equal, all of both, but for what changed no batch, loss, gradient or weight.</summary>
    [Description("without consequence")]
    WithoutConsequence,

    /// <summary>They are equal up to a damaged record, and can't be compared there.</summary>
    Damaged,
}

/// <summary>The comparison of two ledgers.</summary>
/// <param name="Answer">In a word.</param>
/// <param name="EqualSteps">Behind the last step that is the same: so many records, that of step 0 among them, where both ledgers begin with it.</param>
/// <param name="Divergence">Where they first differ in a batch, a loss, a gradient, a weight or the random state; only where they do.</param>
/// <param name="DamageOfA">The first damage that was met in the first ledger, or null.</param>
/// <param name="DamageOfB">The same of the second.</param>
/// <param name="Notes">What can't be compared, and why, in sentences.</param>
public sealed record LedgerComparison(
    LedgerAnswer Answer,
    long EqualSteps,
    FirstDivergence? Divergence,
    RecordDamage? DamageOfA,
    RecordDamage? DamageOfB,
    IReadOnlyList<string> Notes)
{
    /// <summary>
    /// The first step where something differs that is lost in the same step; what comes later is not because of it. Null where there is none.
    /// </summary>
    public FirstDivergence? Lost { get; init; }
}
