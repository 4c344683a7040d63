using System.Globalization;

namespace Lockstep.Ledgers;

/// <summary>What is wrong with a record.</summary>
public enum DamageKind
{
    /// <summary>Its bytes are not those that were written.</summary>
    Altered,

    /// <summary>A sound record of another step: records were moved, repeated or taken out.</summary>
    Misplaced,

    /// <summary>A sound record that does not continue the one before: of another run.</summary>
    Unchained,
}

/// <summary>The first record of a ledger that is not as it was written.</summary>
/// <param name="Step">That its place stands for.</param>
/// <param name="Offset">Of its first byte in the file.</param>
/// <param name="StatedStep">What it says itself; only where it is misplaced.</param>
public sealed record RecordDamage(DamageKind Kind, long Step, long Offset, long? StatedStep = null)
{
    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        DamageKind.Misplaced => string.Create(
            CultureInfo.InvariantCulture,
            $"where step {Step} belongs, at byte {Offset}, lies the record of step {StatedStep}: records were moved or taken out"),
        DamageKind.Unchained => string.Create(
            CultureInfo.InvariantCulture, $"the record of step {Step}, at byte {Offset}, does not continue the one before it: it is from another run"),
        _ => string.Create(CultureInfo.InvariantCulture, $"the record of step {Step}, at byte {Offset}, is damaged: its digest is not that of its bytes"),
    };
}
