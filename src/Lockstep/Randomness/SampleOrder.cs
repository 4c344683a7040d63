namespace Lockstep.Randomness;

/// <summary>In which order an epoch goes through the samples: a pure function of count, seed and epoch.</summary>
public static class SampleOrder
{
    /// <param name="epoch">From 1.</param>
    /// <returns>Every number from 0 to <paramref name="count"/> - 1 once.</returns>
    public static int[] Shuffled(int count, ulong seed, uint epoch)
    {
        var order = Enumerable.Range(0, count).ToArray();
        new RandomStream(seed, RandomPurpose.Order, epoch, sample: 0).Shuffle(order.AsSpan());
        return order;
    }
}
