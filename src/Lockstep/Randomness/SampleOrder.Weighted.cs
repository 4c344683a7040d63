namespace Lockstep.Randomness;

public static partial class SampleOrder
{
    /// <summary>Below it a sum of weights is too near to zero for its parts to be told apart.</summary>
    private const double LeastSum = 1e-300;

    /// <summary>Draws samples by their weights, with replacement.</summary>
    /// <param name="weights">Of the samples: finite, none below 0, not all 0.</param>
    /// <param name="count">How many to draw; the first n draws are the same for any count.</param>
    /// <param name="epoch">From 1.</param>
    /// <remarks>
    /// A draw is the first sample whose sum of weights, added up from the first one to its own in doubles, is above
    /// <c>NextDouble() * total</c>. They come from the stream (seed, Order, epoch, 0).
    /// </remarks>
    /// <exception cref="ArgumentException">The weights are not as they must be.</exception>
    public static int[] Weighted(IReadOnlyList<double> weights, int count, ulong seed, uint epoch)
    {
        var order = new int[count];
        var sums = SumsOf(weights);
        var random = new RandomStream(seed, RandomPurpose.Order, epoch, sample: 0);
        foreach (ref var sample in order.AsSpan())
        {
            sample = Pick(sums, ref random);
        }

        return order;
    }

    /// <summary>Draws classes by their weights, and of each a sample, each as likely as the other; with replacement.</summary>
    /// <param name="classOfSample">From 0, in the samples' order.</param>
    /// <param name="weightOfClass">Finite, none below 0, and above 0 for some class that has samples; one without samples is never drawn.</param>
    /// <param name="epoch">From 1.</param>
    /// <returns>As many draws as there are samples.</returns>
    /// <remarks>
    /// A draw is one of <see cref="Weighted"/> among the classes that have samples, in ascending order, and then the class's sample
    /// <c>NextBelow(size)</c>, all from the stream (seed, Order, epoch, 0).
    /// </remarks>
    /// <exception cref="ArgumentException">The weights are not as they must be.</exception>
    public static int[] WeightedByClass(IReadOnlyList<int> classOfSample, IReadOnlyList<double> weightOfClass, ulong seed, uint epoch)
    {
        var order = new int[classOfSample.Count];
        if (order.Length == 0)
        {
            return order;
        }

        var classes = ByClass(classOfSample);
        var sums = SumsOf([.. classes.Select(item => weightOfClass[item.Class])]);
        var random = new RandomStream(seed, RandomPurpose.Order, epoch, sample: 0);
        foreach (ref var sample in order.AsSpan())
        {
            var samples = classes[Pick(sums, ref random)].Samples;
            sample = samples[random.NextBelow((uint)samples.Length)];
        }

        return order;
    }

    /// <summary>Whether there is something to draw: the weights are finite, none is below 0, and their sum is above 0.</summary>
    public static bool CanDraw(IEnumerable<double> weights)
    {
        var sum = 0.0;
        foreach (var weight in weights)
        {
            if (!(weight >= 0))
            {
                return false;
            }

            sum += weight;
        }

        return sum >= LeastSum && double.IsFinite(sum);
    }

    private static double[] SumsOf(IReadOnlyList<double> weights)
    {
        if (!CanDraw(weights))
        {
            throw new ArgumentException($"Weights must be finite and at least 0, with a sum of at least {LeastSum}.", nameof(weights));
        }

        var sums = new double[weights.Count];
        var sum = 0.0;
        for (var place = 0; place < sums.Length; place++)
        {
            sum += weights[place];
            sums[place] = sum;
        }

        return sums;
    }

    /// <summary>The first place whose sum is above a point drawn below the total.</summary>
    private static int Pick(double[] sums, ref RandomStream random)
    {
        // A double below 1 times a total that is not tiny rounds to less than the total: there is such a place.
        var point = random.NextDouble() * sums[^1];
        var (low, high) = (0, sums.Length - 1);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = sums[middle] > point ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
