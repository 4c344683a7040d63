using System.IO.Hashing;

namespace Lockstep.Ledgers;

// Reads both ledgers over a range of steps, portion by portion.
public sealed partial class LedgerPair
{
    /// <summary>Reads everything that both have.</summary>
    /// <returns>How many records from the beginning on are sound and equal, and the damage that ends them, if it is that.</returns>
    private (long Clean, RecordDamage? DamageOfA, RecordDamage? DamageOfB) Scan(CancellationToken cancellation) =>
        Scan(begin, common, AreEqual, cancellation);

    private bool AreEqual(ReadOnlySpan<byte> recordOfA, ReadOnlySpan<byte> recordOfB) =>
        RecordLayout.ChainOf(recordOfA) == RecordLayout.ChainOf(recordOfB) && AreEqualInLayers(recordOfA, recordOfB);

    private bool AreEqualInLayers(ReadOnlySpan<byte> recordOfA, ReadOnlySpan<byte> recordOfB) =>
        !layersAreTheSame || recordOfA[a.Layout.ActivationsAt..a.Layout.CheckAt].SequenceEqual(recordOfB[b.Layout.ActivationsAt..b.Layout.CheckAt]);

    private delegate bool Equality(ReadOnlySpan<byte> recordOfA, ReadOnlySpan<byte> recordOfB);

    /// <summary>Reads what both have of a range.</summary>
    /// <returns>The first record in which they are not equal, or the end, and the damage that ends the search, if it is that.</returns>
    private (long Clean, RecordDamage? DamageOfA, RecordDamage? DamageOfB) Scan(long first, long end, Equality areEqual, CancellationToken cancellation)
    {
        var best = (Clean: end, DamageOfA: (RecordDamage?)null, DamageOfB: (RecordDamage?)null);
        var gate = new Lock();
        var portion = Math.Min(a.PortionRecords, b.PortionRecords);
        var records = (int)Math.Min(portion + 1, end - first + 1);
        Parallel.For(
            0,
            (end - first + portion - 1) / portion,
            new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount },
            () => (A: new byte[records * a.Layout.Length], B: new byte[records * b.Layout.Length], Hash: new XxHash128()),
            (index, state, own) =>
            {
                var (from, to) = (first + (index * portion), Math.Min(first + ((index + 1) * portion), end));
                if (ScanPortion(from, to, own.A, own.B, own.Hash, areEqual) is { } found)
                {
                    lock (gate)
                    {
                        best = found.Clean < best.Clean ? found : best;
                    }

                    state.Break();
                }

                return own;
            },
            _ => { });
        return best;
    }

    private (long Clean, RecordDamage? DamageOfA, RecordDamage? DamageOfB)? ScanPortion(
        long from, long to, byte[] bytesOfA, byte[] bytesOfB, XxHash128 hash, Equality areEqual)
    {
        a.FillWithBefore(bytesOfA, from, to);
        b.FillWithBefore(bytesOfB, from, to);
        var damageOfA = a.DamageIn(from, to, bytesOfA, hash);
        var (lengthOfA, lengthOfB) = ((int)(to - from) * a.Layout.Length, (int)(to - from) * b.Layout.Length);
        if (a.Layout == b.Layout && bytesOfA.AsSpan(a.Layout.Length, lengthOfA).SequenceEqual(bytesOfB.AsSpan(b.Layout.Length, lengthOfB)))
        {
            return damageOfA is null ? null : (damageOfA.Step, damageOfA, b.DamageIn(from, to, bytesOfB, hash));
        }

        var damageOfB = b.DamageIn(from, to, bytesOfB, hash);
        var sound = Math.Min(damageOfA?.Step ?? to, damageOfB?.Step ?? to);
        for (var step = from; step < sound; step++)
        {
            var recordOfA = bytesOfA.AsSpan((int)(step - from + 1) * a.Layout.Length, a.Layout.Length);
            var recordOfB = bytesOfB.AsSpan((int)(step - from + 1) * b.Layout.Length, b.Layout.Length);
            if (!areEqual(recordOfA, recordOfB))
            {
                return (step, null, null);
            }
        }

        return sound == to ? null : (sound, damageOfA?.Step == sound ? damageOfA : null, damageOfB?.Step == sound ? damageOfB : null);
    }

    /// <summary>The first step from a given one on whose loss, batch, gradients, weights, random state or layers differ.</summary>
    private (long Step, RecordDamage? DamageOfA, RecordDamage? DamageOfB) FirstEffect(long first, long end, CancellationToken cancellation) =>
        Scan(first, end, HaveOneEffect, cancellation);

    private bool HaveOneEffect(ReadOnlySpan<byte> recordOfA, ReadOnlySpan<byte> recordOfB) =>
        recordOfA[RecordLayout.LossAt..RecordLayout.LearningRateAt].SequenceEqual(recordOfB[RecordLayout.LossAt..RecordLayout.LearningRateAt])
        && recordOfA[RecordLayout.ImagesAt..RecordLayout.ChainAt].SequenceEqual(recordOfB[RecordLayout.ImagesAt..RecordLayout.ChainAt])
        && AreEqualInLayers(recordOfA, recordOfB);
}
