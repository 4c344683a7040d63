using Lockstep.Randomness;

namespace Lockstep.Statistics;

/// <summary>The normal distribution of mean 0 and deviation 1.</summary>
internal static class NormalDistribution
{
    /// <summary>The number below which the given share lies; infinite for 0 and 1, good to about 10^-10 and as near to 1.</summary>
    public static double Quantile(double share)
    {
        if (share is <= 0 or >= 1)
        {
            return share <= 0 ? double.NegativeInfinity : double.PositiveInfinity;
        }

        var q = share - 0.5;
        if (Math.Abs(q) <= NormalQuantile.CentreEnds)
        {
            return NormalQuantile.Centre(q);
        }

        var x = NormalQuantile.Tail(Math.Sqrt(-Math.Log(Math.Min(share, 1 - share))));
        return q > 0 ? x : -x;
    }

    /// <summary>The share that lies below a number.</summary>
    /// <remarks>
    /// Near 0 the series x + x^3/3 + x^5/15 + … times the density (Marsaglia 2004); farther out Laplace's continued fraction for the tail,
    /// from its far end. Both to about the last digits of a double.
    /// </remarks>
    public static double Below(double x)
    {
        if (double.IsInfinity(x))
        {
            return x > 0 ? 1 : 0;
        }

        var density = Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);
        if (Math.Abs(x) <= 3)
        {
            var (term, sum, odd) = (x, x, 1.0);
            while (Math.Abs(term) > Math.Abs(sum) * 1e-17)
            {
                odd += 2;
                term *= x * x / odd;
                sum += term;
            }

            return 0.5 + (density * sum);
        }

        var fraction = Math.Abs(x);
        for (var level = 200; level > 0; level--)
        {
            fraction = Math.Abs(x) + (level / fraction);
        }

        return x > 0 ? 1 - (density / fraction) : density / fraction;
    }
}
