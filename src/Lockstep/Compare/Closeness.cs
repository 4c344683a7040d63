namespace Lockstep.Compare;

/// <summary>How far two numbers are from each other.</summary>
public static class Closeness
{
    /// <summary>Whether two numbers have the same bits. NaN is NaN: records keep no more of it.</summary>
    public static bool IsSame(double a, double b) =>
        BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b) || (double.IsNaN(a) && double.IsNaN(b));

    /// <summary>
    /// |a - b| / max(1, |a|, |b|), which a tolerance is held against: absolute for small numbers, relative for large ones. 0 for the same bits;
    /// infinite where only one is a number, or either is infinite.
    /// </summary>
    public static double Between(double a, double b)
    {
        if (IsSame(a, b))
        {
            return 0;
        }

        var distance = Math.Abs(a - b) / Math.Max(1, Math.Max(Math.Abs(a), Math.Abs(b)));
        return double.IsFinite(distance) ? distance : double.PositiveInfinity;
    }

    /// <summary>|a - b| / max(|a|, |b|); 0 for two zeros.</summary>
    public static double Relative(double a, double b)
    {
        var greatest = Math.Max(Math.Abs(a), Math.Abs(b));
        var distance = Math.Abs(a - b);
        // Of numbers too far apart for their difference to be one, each is divided first.
        return a.Equals(b) ? 0 : double.IsInfinity(distance) && double.IsFinite(greatest) ? Math.Abs((a / greatest) - (b / greatest)) : distance / greatest;
    }
}
