using System.Numerics;

namespace Lockstep.Randomness;

/// <summary>From a random word to a normally distributed number, the same bits on every machine and in every language.</summary>
/// <remarks>
/// The quantile function at (word + 1/2) / 2^32, by rational approximations. Only +, -, ×, / and the square root of doubles are used,
/// each of which IEEE 754 defines to the last bit, in the order that is written here; so the logarithm is a series of our own.
/// Source: Wichura, Algorithm AS 241, 1988, PPND16, without its farthest tail, which 32 bits don't reach.
/// </remarks>
internal static class NormalQuantile
{
    /// <summary>The rational approximations are for |q| up to this, and for the tails beyond.</summary>
    internal const double CentreEnds = 0.425;

    private const double Ln2 = 0.6931471805599453;

    /// <summary>s + s^3/3 + … + s^33/33 is as good as the whole series where |s| is at most 1/3.</summary>
    private const int LastTerm = 33;

    // Each from the highest power down.
    private static readonly double[] CentreUpper =
    [
        2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457,
        13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.387132872796366608,
    ];

    private static readonly double[] CentreLower =
    [
        5226.495278852854561, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867,
        5394.1960214247511077, 687.1870074920579083, 42.313330701600911252, 1,
    ];

    private static readonly double[] TailUpper =
    [
        7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177, 1.27045825245236838258,
        3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734,
    ];

    private static readonly double[] TailLower =
    [
        1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966, 0.14810397642748007459,
        0.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187, 1,
    ];

    /// <returns>From about -6.34 to 6.34; the word with all bits turned gives the same number with the other sign.</returns>
    public static double Of(uint word)
    {
        var odd = (2 * (ulong)word) + 1;
        var q = ((long)odd - (1L << 32)) / (double)(1L << 33);
        if (Math.Abs(q) <= CentreEnds)
        {
            return Centre(q);
        }

        var ln = LogarithmOf(Math.Min(odd, (1UL << 33) - odd));
        var x = Tail(Math.Sqrt(-ln));
        return q > 0 ? x : -x;
    }

    /// <param name="q">The share less 1/2, at most <see cref="CentreEnds"/> from 0.</param>
    internal static double Centre(double q) => q * Ratio(CentreUpper, CentreLower, 0.180625 - (q * q));

    /// <param name="r">The square root of minus the logarithm of what lies beyond: up to 5, where that is 10^-11.</param>
    internal static double Tail(double r) => Ratio(TailUpper, TailLower, r - 1.6);

    /// <summary>The natural logarithm of part / 2^33.</summary>
    private static double LogarithmOf(ulong part)
    {
        var bits = 64 - BitOperations.LeadingZeroCount(part);
        var mantissa = part / (double)(1UL << bits);
        var s = (mantissa - 1) / (mantissa + 1);
        var series = 0.0;
        for (var term = LastTerm; term > 0; term -= 2)
        {
            series = (series * (s * s)) + (1.0 / term);
        }

        return ((bits - 33) * Ln2) + (2 * s * series);
    }

    private static double Ratio(double[] upper, double[] lower, double x)
    {
        var (above, below) = (0.0, 0.0);
        for (var place = 0; place < upper.Length; place++)
        {
            above = (above * x) + upper[place];
            below = (below * x) + lower[place];
        }

        return above / below;
    }
}
