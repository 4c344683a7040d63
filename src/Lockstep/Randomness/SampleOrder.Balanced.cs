namespace Lockstep.Randomness;

public static partial class SampleOrder
{
    /// <summary>Every class equally often: rounds in which each class that has samples comes once.</summary>
    /// <param name="classOfSample">From 0, in the samples' order.</param>
    /// <param name="epoch">From 1.</param>
    /// <returns>As many rounds as the largest class has samples; those of a class of n samples come again every n rounds.</returns>
    /// <remarks>
    /// A class goes through its samples in their order shuffled by the stream (seed, Order, epoch, class + 1).
    /// The stream (seed, Order, epoch, 0) shuffles the classes, in ascending order before, for each round.
    /// </remarks>
    public static int[] Balanced(IReadOnlyList<int> classOfSample, ulong seed, uint epoch)
    {
        var classes = ByClass(classOfSample);
        foreach (var (number, samples) in classes)
        {
            new RandomStream(seed, RandomPurpose.Order, epoch, checked((uint)number + 1)).Shuffle(samples.AsSpan());
        }

        var order = new int[BalancedLength(classOfSample)];
        var turns = new RandomStream(seed, RandomPurpose.Order, epoch, sample: 0);
        for (var place = 0; place < order.Length;)
        {
            var round = place / classes.Length;
            var turn = Enumerable.Range(0, classes.Length).ToArray();
            turns.Shuffle(turn.AsSpan());
            foreach (var which in turn)
            {
                var samples = classes[which].Samples;
                order[place++] = samples[round % samples.Length];
            }
        }

        return order;
    }

    /// <summary>How many samples <see cref="Balanced"/> gives: the size of the largest class times the number of classes that have samples.</summary>
    public static int BalancedLength(IReadOnlyList<int> classOfSample)
    {
        var sizes = classOfSample.CountBy(number => number).Select(pair => pair.Value).ToArray();
        return sizes.Length == 0 ? 0 : checked(sizes.Max() * sizes.Length);
    }
}
