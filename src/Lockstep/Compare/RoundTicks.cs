using System.Globalization;

namespace Lockstep.Compare;

/// <summary>Round numbers for an axis.</summary>
public static class RoundTicks
{
    private const int DefaultParts = 4;

    /// <summary>One, two or five times a power of ten apart, from at or below the least to at or above the most; two at least.</summary>
    /// <param name="least">Finite, and no more than <paramref name="most"/>.</param>
    /// <param name="parts">The most that the span is cut into, from 1, but for those that begin before it or end behind it.</param>
    public static double[] Between(double least, double most, int parts = DefaultParts)
    {
        var span = most - least > 0 ? most - least : Math.Max(Math.Abs(most), 1e-12);
        var power = Math.Pow(10, Math.Floor(Math.Log10(span / parts)));
        var step = power * Array.Find([1.0, 2, 5, 10], factor => factor * power >= span / parts * 0.999);
        var (first, last) = (Math.Floor((least / step) + 1e-9), Math.Ceiling((most / step) - 1e-9));
        last = last > first ? last : first + 1;
        return [.. Enumerable.Range(0, (int)(last - first) + 1).Select(index => (first + index) * step)];
    }

    /// <summary>Whole ones from 0 to at most a number of steps or epochs.</summary>
    public static IEnumerable<double> WholeUpTo(double most, int parts = DefaultParts) =>
        Between(0, most, parts).Where(tick => tick <= most && Math.Abs(tick - Math.Round(tick)) < 1e-9);

    /// <summary>A tick as it is written beside the axis.</summary>
    public static string Text(double value) => Math.Abs(value) is >= 1e-4 and < 1e5 or 0
        ? value.ToString("0.######", CultureInfo.InvariantCulture)
        : value.ToString("0.##e+0", CultureInfo.InvariantCulture);
}
