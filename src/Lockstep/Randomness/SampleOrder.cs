namespace Lockstep.Randomness;

/// <summary>In which order an epoch goes through the samples: pure functions of what they are given, an algorithm a file.</summary>
public static partial class SampleOrder
{
    /// <param name="epoch">From 1.</param>
    /// <returns>Every number from 0 to <paramref name="count"/> - 1 once.</returns>
    public static int[] Shuffled(int count, ulong seed, uint epoch)
    {
        var order = Enumerable.Range(0, count).ToArray();
        new RandomStream(seed, RandomPurpose.Order, epoch, sample: 0).Shuffle(order.AsSpan());
        return order;
    }

    /// <summary>The samples of each class that has some, the classes and the samples in ascending order.</summary>
    private static (int Class, int[] Samples)[] ByClass(IReadOnlyList<int> classOfSample) =>
        [
            .. Enumerable.Range(0, classOfSample.Count)
                .GroupBy(sample => classOfSample[sample]).OrderBy(group => group.Key).Select(group => (group.Key, group.ToArray()))
        ];
}
