namespace Lockstep.Vision.Augmentation;

/// <summary>
/// Exponential, logarithm, sine and cosine from IEEE 754 sums, products and quotients alone: the same bits on every machine,
/// which no system's mathematics library promises.
/// </summary>
/// <remarks>Taylor series after reduction of the argument; within a few units in the last place for the arguments that augmentations have.</remarks>
internal static class Elementary
{
    private const double Ln2High = 6.93147180369123816490e-01; // its last 32 bits are 0, so that small multiples are exact
    private const double Ln2Low = 1.90821492927058770002e-10;
    private const double Ln2 = Ln2High + Ln2Low;
    private const double SquareRootOf2 = 1.4142135623730951;
    private const double QuarterHigh = 1.57079632673412561417e+00; // π/2 in three parts, of 33 bits each but the last
    private const double QuarterMiddle = 6.07710050630396597660e-11;
    private const double QuarterLow = 2.02226624879595063154e-21;
    private const int Terms = 26;

    public static double Exp(double value)
    {
        if (value < -700)
        {
            return 0;
        }

        var power = Math.Floor((value / Ln2) + 0.5);
        var rest = value - (power * Ln2High) - (power * Ln2Low);
        var sum = 1.0;
        for (var term = Terms; term > 0; term--)
        {
            sum = 1 + (rest / term * sum);
        }

        return Math.ScaleB(sum, (int)Math.Min(power, 2000));
    }

    /// <param name="value">Above 0 and finite.</param>
    public static double Log(double value)
    {
        var power = Math.ILogB(value);
        var rest = Math.ScaleB(value, -power);
        if (rest > SquareRootOf2)
        {
            rest /= 2;
            power++;
        }

        // ln x = 2 artanh((x - 1) / (x + 1))
        var quotient = (rest - 1) / (rest + 1);
        var square = quotient * quotient;
        var sum = 0.0;
        for (var term = (2 * Terms) + 1; term > 0; term -= 2)
        {
            sum = (sum * square) + (1.0 / term);
        }

        return (power * Ln2High) + ((power * Ln2Low) + (2 * quotient * sum));
    }

    public static (double Sine, double Cosine) SinCos(double degrees)
    {
        // Quarter turns are exact in degrees.
        var quarters = Math.Floor((degrees / 90) + 0.5);
        return SinCos((degrees - (quarters * 90)) * (Math.PI / 180), (int)quarters);
    }

    /// <param name="radians">A few turns at most. A quarter turn is as far from one as the double nearest to it: its cosine is 6.1e-17.</param>
    public static (double Sine, double Cosine) SinCosOfRadians(double radians)
    {
        var quarters = Math.Floor((radians / (Math.PI / 2)) + 0.5);
        return SinCos(radians - (quarters * QuarterHigh) - (quarters * QuarterMiddle) - (quarters * QuarterLow), (int)quarters);
    }

    /// <summary>Sine and cosine of so many quarter turns and an angle within an eighth of one.</summary>
    private static (double Sine, double Cosine) SinCos(double angle, int quarters)
    {
        var square = angle * angle;
        var (sine, cosine) = (1.0, 1.0);
        for (var term = Terms; term > 0; term -= 2)
        {
            sine = 1 - (square / (term * (term + 1)) * sine);
            cosine = 1 - (square / (term * (term - 1)) * cosine);
        }

        sine *= angle;
        return (((quarters % 4) + 4) % 4) switch
        {
            0 => (sine, cosine),
            1 => (cosine, -sine),
            2 => (-sine, -cosine),
            _ => (-cosine, sine),
        };
    }
}
