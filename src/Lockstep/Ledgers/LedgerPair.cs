using System.Globalization;

namespace Lockstep.Ledgers;

/// <summary>Two ledgers, to be compared.</summary>
/// <remarks>
/// Where they differ, a binary search over the running digests finds the step in a few reads, however long they are. Only where the running digests
/// are the same to the end, or layers can be compared, is every record read: nothing is called identical that wasn't.
/// </remarks>
public sealed partial class LedgerPair(Ledger a, Ledger b)
{
    private readonly bool layersAreTheSame = a.Header.Digests == b.Header.Digests
        && a.Header.Layers.Count > 0 && a.Header.Layers.SequenceEqual(b.Header.Layers, StringComparer.Ordinal);
    private readonly bool beginTogether = a.Header.First == b.Header.First;
    private readonly bool digestAlike = a.Header.Digests == b.Header.Digests;
    private readonly long begin = Math.Max(a.Header.First, b.Header.First);
    private readonly long common = Math.Min(a.End, b.End);

    /// <summary>Reads no more than it takes to find the first step that differs.</summary>
    public LedgerComparison Compare(CancellationToken cancellation)
    {
        var notes = Notes().ToList();
        if (!beginTogether || !digestAlike)
        {
            return CompareRecords(notes, cancellation);
        }

        var first = FirstUnequalChain();
        // The running digests leave layers out: what a layer gave may differ before, and be lost in the next.
        if (first >= common || layersAreTheSame || !IsSoundAround(first))
        {
            var (clean, damageOfA, damageOfB) = Scan(cancellation);
            if (damageOfA is not null || damageOfB is not null)
            {
                notes.AddRange(AfterDamage(damageOfA, damageOfB));
                return new LedgerComparison(LedgerAnswer.Damaged, clean, null, damageOfA, damageOfB, notes);
            }

            if (clean == common)
            {
                var isAll = a.Count == b.Count && a.TornBytes == 0 && b.TornBytes == 0 && common > begin;
                return new LedgerComparison(isAll ? LedgerAnswer.Identical : LedgerAnswer.SameSoFar, common, null, null, null, notes);
            }

            first = clean;
        }

        return FirstDifference(first, common, cancellation) is { } found
            ? OfDifference(found, common, notes, cancellation)
            : new LedgerComparison(LedgerAnswer.SameSoFar, common, null, null, null, [
                .. notes, "What both ledgers took a digest of is the same; they took gradients and weights at different steps."
            ]);
    }

    /// <summary>Where the first difference is lost in its step, the search goes on to the first that isn't.</summary>
    private LedgerComparison OfDifference(FirstDivergence found, long sound, List<string> notes, CancellationToken cancellation)
    {
        if (!found.IsLost)
        {
            return new LedgerComparison(LedgerAnswer.Diverged, found.Step, found, null, null, notes);
        }

        var (end, damageOfA, damageOfB) = FirstEffect(found.Step + 1, sound, cancellation);
        if (damageOfA is not null || damageOfB is not null)
        {
            return new LedgerComparison(LedgerAnswer.Damaged, end, null, damageOfA, damageOfB, notes) { Lost = found };
        }

        // Equal in what has an effect up to there; what follows may still be layers alone, or nothing that both hold.
        for (var step = end; step < sound; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (At(step) is { IsLost: false } divergence)
            {
                return new LedgerComparison(LedgerAnswer.Diverged, divergence.Step, divergence, null, null, notes) { Lost = found };
            }
        }

        var isAll = beginTogether && digestAlike && a.Count == b.Count && a.TornBytes == 0 && b.TornBytes == 0;
        return new LedgerComparison(isAll ? LedgerAnswer.WithoutConsequence : LedgerAnswer.SameSoFar, sound, null, null, null, notes) { Lost = found };
    }

    private IEnumerable<string> Notes()
    {
        foreach (var (name, ledger, other) in new[] { ("A", a, b), ("B", b, a) })
        {
            if (ledger.TornBytes > 0)
            {
                yield return string.Create(
                    CultureInfo.InvariantCulture, $"{name}'s ledger ends in {ledger.TornBytes} bytes of a record that was being written; they are left out.");
            }

            if (ledger.Count == 0)
            {
                yield return $"{name}'s ledger holds no whole record.";
            }
            else if (ledger.End < other.End)
            {
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name}'s ledger ends after step {ledger.End - 1}, the other after step {other.End - 1}; what comes after can't be compared.");
            }

            if (ledger.Header.First > other.Header.First)
            {
                yield return string.Create(
                    CultureInfo.InvariantCulture, $"{name}'s ledger begins after step {ledger.Header.First}; what comes before is not compared.");
            }
        }

        if (!digestAlike)
        {
            yield return $"The digests of tensors can't be compared: A's are {Word(a)}, B's {Word(b)}. Compared are the samples, their pixels, "
                + "the loss and the learning rate: that these are the same does not make the runs identical.";
        }

        if (a.Header.Level != b.Header.Level)
        {
            yield return "Only one ledger is of the level deep: layers can't be compared.";
        }
        else if (a.Header.Level == LedgerLevel.Deep && !layersAreTheSame)
        {
            yield return "The two networks have different layers, which can't be compared one by one.";
        }

        if (a.Header.Interval != b.Header.Interval)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture, $"A has digests of gradients and weights every {a.Header.Interval} steps, B every {b.Header.Interval}.");
        }
    }

    private static string Word(Ledger ledger) =>
        ledger.Header.Digests == DigestKind.Sums ? "sums, made on the device" : "XXH128 of the bytes, made on the processor";

    /// <summary>Without the running digests, which stand for all that comes before and for all digests of tensors: never identical.</summary>
    private LedgerComparison CompareRecords(List<string> notes, CancellationToken cancellation)
    {
        var damageOfA = begin < common ? a.FindDamage(begin, common, cancellation) : null;
        var damageOfB = begin < common ? b.FindDamage(begin, common, cancellation) : null;
        var sound = Math.Min(damageOfA?.Step ?? common, damageOfB?.Step ?? common);
        if (FirstDifference(begin, sound, cancellation) is { } found)
        {
            return OfDifference(found, sound, notes, cancellation);
        }

        return sound < common
            ? new LedgerComparison(
                LedgerAnswer.Damaged, sound, null, damageOfA?.Step == sound ? damageOfA : null, damageOfB?.Step == sound ? damageOfB : null, notes)
            : new LedgerComparison(LedgerAnswer.SameSoFar, Math.Max(begin, common), null, null, null, notes);
    }

    /// <summary>The first step whose running digests differ, were both ledgers sound; the common length if none does.</summary>
    private long FirstUnequalChain()
    {
        long equal = begin, unequal = Math.Max(begin, common);
        while (equal < unequal)
        {
            var middle = equal + ((unequal - equal) / 2);
            if (a.ChainAt(middle) == b.ChainAt(middle))
            {
                equal = middle + 1;
            }
            else
            {
                unequal = middle;
            }
        }

        return unequal;
    }

    /// <summary>Whether the step at which they seem to differ, and the one before, are as they were written.</summary>
    private bool IsSoundAround(long step) =>
        new[] { a, b }.All(ledger => ledger.FindDamage(Math.Max(begin, step - 1), step + 1, CancellationToken.None) is null);

    /// <summary>Whether the runs went on alike after a damaged record: the running digests say so, wherever a sound one lies.</summary>
    private IEnumerable<string> AfterDamage(RecordDamage? damageOfA, RecordDamage? damageOfB)
    {
        var damaged = Math.Max(damageOfA?.Step ?? 0, damageOfB?.Step ?? 0);
        var last = common - 1;
        if (last > damaged && IsSoundAround(last))
        {
            yield return a.ChainAt(last) == b.ChainAt(last)
                ? string.Create(CultureInfo.InvariantCulture, $"The running digests after step {last} are sound and the same: "
                    + $"the runs were alike up to there, and it is the file that was damaged since.")
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"The running digests after step {last} are sound and differ: the runs diverge at the damaged record or after it.");
        }
    }

    /// <summary>The first step from a given one on where something differs that both took a digest of.</summary>
    private FirstDivergence? FirstDifference(long first, long end, CancellationToken cancellation)
    {
        for (var step = first; step < end; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (At(step) is { } divergence)
            {
                return divergence;
            }
        }

        return null;
    }

    private FirstDivergence? At(long step)
    {
        var (left, right) = (a.Read(step), b.Read(step));
        var differences = step == begin && !beginTogether
            ? StepDifference.OfStates(left, right, digestAlike)
            : StepDifference.Between(left, right, layersAreTheSame ? a.Header.Layers : [], digestAlike);
        return differences.Phases is [var phase, .. var later]
            ? new FirstDivergence(step, left.Epoch, phase, later, differences.Samples, differences.Layer, WeightsEqualAt(step), left, right)
            {
                IsLost = differences.IsLost,
            }
            : null;
    }

    private long? WeightsEqualAt(long step)
    {
        for (var before = step - 1; digestAlike && before >= begin && before >= step - Math.Max(a.Header.Interval, b.Header.Interval); before--)
        {
            if (a.Read(before).Weights is { } left && b.Read(before).Weights is { } right && left == right)
            {
                return before;
            }
        }

        return null;
    }
}
