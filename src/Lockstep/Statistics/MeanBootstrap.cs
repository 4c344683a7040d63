using Lockstep.Randomness;

namespace Lockstep.Statistics;

/// <summary>The bootstrap interval of a mean, bias-corrected and accelerated (BCa).</summary>
/// <remarks>
/// Source: Efron, Better Bootstrap Confidence Intervals, 1987; as SciPy's <c>bootstrap</c> computes it. Resample r draws its n values by
/// <see cref="RandomStream.NextBelow"/> from the stream of seed 0, purpose <see cref="RandomPurpose.Bootstrap"/>, epoch 0, sample r: the same for
/// all that have as many values.
/// </remarks>
public static class MeanBootstrap
{
    /// <summary>How many resamples are drawn.</summary>
    public const int Resamples = 10_000;

    /// <summary>So far apart, as a part of the largest value, means are the same: their terms were added in another order.</summary>
    private const double Rounding = 1e-12;

    /// <param name="level">The share of such intervals that hold the true mean, were there very many values.</param>
    /// <returns>Null of fewer than two values; of values that are all the same, that value.</returns>
    public static Interval? Of(ReadOnlySpan<double> values, double level)
    {
        if (values.Length < 2)
        {
            return null;
        }

        if (!values.ContainsAnyExcept(values[0]))
        {
            return new Interval(values[0], values[0]);
        }

        var mean = Moments.Mean(values);
        var means = Draw(values);
        var same = Rounding * LargestOf(values);
        var (below, above) = (means.Count(other => other < mean - same), means.Count(other => other > mean + same));
        var bias = NormalDistribution.Quantile((means.Length + below - above) / (2.0 * means.Length));
        var acceleration = AccelerationOf(values, mean);
        Array.Sort(means);
        var tail = (1 - level) / 2;
        return new Interval(End(NormalDistribution.Quantile(tail)), End(-NormalDistribution.Quantile(tail)));

        double End(double z) => AtShare(means, NormalDistribution.Below(bias + ((bias + z) / (1 - (acceleration * (bias + z))))));
    }

    private static double LargestOf(ReadOnlySpan<double> values)
    {
        var largest = 0.0;
        foreach (var value in values)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        return largest;
    }

    private static double[] Draw(ReadOnlySpan<double> values)
    {
        var means = new double[Resamples];
        for (var resample = 0; resample < Resamples; resample++)
        {
            var stream = new RandomStream(seed: 0, RandomPurpose.Bootstrap, epoch: 0, (uint)resample);
            var sum = 0.0;
            for (var drawn = 0; drawn < values.Length; drawn++)
            {
                sum += values[(int)stream.NextBelow((uint)values.Length)];
            }

            means[resample] = sum / values.Length;
        }

        return means;
    }

    /// <summary>A sixth of the skewness, by leaving out one value after the other: the means without it are off by the value's own deviation.</summary>
    private static double AccelerationOf(ReadOnlySpan<double> values, double mean)
    {
        var (cubes, squares) = (0.0, 0.0);
        foreach (var value in values)
        {
            var off = value - mean;
            cubes += off * off * off;
            squares += off * off;
        }

        return cubes / (6 * Math.Pow(squares, 1.5));
    }

    /// <summary>Of sorted values the one that a share lies below, straight between two neighbours.</summary>
    private static double AtShare(double[] sorted, double share)
    {
        var place = share * (sorted.Length - 1);
        var lower = Math.Clamp((int)Math.Floor(place), 0, sorted.Length - 1);
        var upper = Math.Min(lower + 1, sorted.Length - 1);
        return sorted[lower] + ((sorted[upper] - sorted[lower]) * (place - lower));
    }
}
