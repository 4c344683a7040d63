namespace Lockstep.Statistics;

/// <summary>How many seeds a comparison takes.</summary>
public static class SeedCount
{
    /// <summary>With so many the tests that are said here find a difference of the size that was asked about.</summary>
    public const double Power = 0.8;

    /// <summary>The fewest with which anything can be found: a sign-flip test of n pairs gives no less than 2/2^n, and Holm asks for level/k.</summary>
    /// <param name="comparisons">How many there are, from 1.</param>
    public static int LeastFor(int comparisons, double level)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(comparisons, 1);
        var seeds = 1;
        for (var p = 1.0; p * comparisons > level; p /= 2)
        {
            seeds++;
        }

        return seeds;
    }

    /// <summary>About how many pairs it takes to find a mean difference in four of five suites. Source: Guenther, Sample Size Formulas, 1981.</summary>
    /// <param name="difference">Above 0.</param>
    /// <param name="deviation">Of the differences of single pairs.</param>
    /// <returns>No fewer than <see cref="LeastFor"/>; null where it is beyond a million.</returns>
    public static int? NeededFor(double difference, double deviation, int comparisons, double level)
    {
        var side = NormalDistribution.Quantile(1 - (level / (2 * comparisons)));
        var ratio = (side + NormalDistribution.Quantile(Power)) * deviation / difference;
        var needed = Math.Ceiling((ratio * ratio) + (side * side / 2));
        return needed <= 1_000_000 ? Math.Max((int)needed, LeastFor(comparisons, level)) : null;
    }
}
