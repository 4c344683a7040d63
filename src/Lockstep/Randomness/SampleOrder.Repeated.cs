namespace Lockstep.Randomness;

public static partial class SampleOrder
{
    /// <summary>Each sample of the shuffled order several times in a row, as far as <paramref name="count"/> goes.</summary>
    /// <param name="times">At least 1.</param>
    /// <param name="epoch">From 1.</param>
    /// <returns><paramref name="count"/> numbers: an epoch sees about one part in <paramref name="times"/> of the samples.</returns>
    /// <remarks>Source: Hoffer et al., Augment Your Batch, 2019; Berman et al., MultiGrain, 2019, section 3.2.</remarks>
    public static int[] Repeated(int count, int times, ulong seed, uint epoch)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(times, 1);
        var order = Shuffled(count, seed, epoch);
        return [.. Enumerable.Range(0, count).Select(place => order[place / times])];
    }
}
