using Lockstep.Randomness;

namespace Lockstep.Statistics;

/// <summary>The two-sided permutation test of paired differences: how often a mean as far from 0 comes of the same differences with signs at random.</summary>
/// <remarks>
/// It asks no distribution of the differences, only that, were both arms alike, each would be as likely with the other sign (Fisher 1935). All 2^n ways up to
/// <see cref="MostForAll"/> differences, else <see cref="Draws"/> drawn ones and that which was seen (Phipson and Smyth 2010).
/// </remarks>
public static class SignFlipTest
{
    /// <summary>Up to so many differences all ways are taken.</summary>
    public const int MostForAll = 20;

    /// <summary>Ways that are drawn where there are more.</summary>
    public const int Draws = 100_000;

    /// <summary>So far apart sums are the same: their terms were added in another order.</summary>
    private const double Rounding = 1e-12;

    /// <returns>NaN of no differences.</returns>
    public static double PValueOf(ReadOnlySpan<double> differences)
    {
        if (differences.IsEmpty)
        {
            return double.NaN;
        }

        var (sum, size) = (0.0, 0.0);
        foreach (var difference in differences)
        {
            sum += difference;
            size += Math.Abs(difference);
        }

        var least = Math.Abs(sum) - (Rounding * size);
        return differences.Length <= MostForAll ? OfAllWays(differences, least) : OfDrawnWays(differences, least);
    }

    /// <summary>The first sign is kept: with the other one, all sums are the same but for their sign.</summary>
    private static double OfAllWays(ReadOnlySpan<double> differences, double least)
    {
        var half = (differences.Length - 1) / 2;
        var (low, high) = (Sums(0, differences.Slice(1, half)), Sums(differences[0], differences[(1 + half)..]));
        var found = 0L;
        foreach (var part in high)
        {
            foreach (var other in low)
            {
                found += Math.Abs(part + other) >= least ? 1 : 0;
            }
        }

        return found / (double)((long)low.Length * high.Length);
    }

    /// <summary>Of all ways to set the signs.</summary>
    private static double[] Sums(double start, ReadOnlySpan<double> differences)
    {
        var sums = new double[1 << differences.Length];
        sums[0] = start;
        for (var place = 0; place < differences.Length; place++)
        {
            var filled = 1 << place;
            for (var way = 0; way < filled; way++)
            {
                sums[filled + way] = sums[way] - differences[place];
                sums[way] += differences[place];
            }
        }

        return sums;
    }

    private static double OfDrawnWays(ReadOnlySpan<double> differences, double least)
    {
        var found = 0;
        for (var way = 0; way < Draws; way++)
        {
            var stream = new RandomStream(seed: 0, RandomPurpose.SignFlip, epoch: 0, (uint)way);
            var (sum, word) = (0.0, 0u);
            for (var place = 0; place < differences.Length; place++)
            {
                word = place % 32 == 0 ? stream.NextUInt32() : word >> 1;
                sum += (word & 1) == 0 ? differences[place] : -differences[place];
            }

            found += Math.Abs(sum) >= least ? 1 : 0;
        }

        return (found + 1) / (double)(Draws + 1);
    }
}
