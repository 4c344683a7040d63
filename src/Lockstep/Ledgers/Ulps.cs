namespace Lockstep.Ledgers;

/// <summary>The distance of two numbers in units of the last place.</summary>
public static class Ulps
{
    /// <summary>How many steps from one representable number to the next lead from one to the other; 0 between +0 and -0; null where one is NaN.</summary>
    public static long? Between(float a, float b) =>
        float.IsNaN(a) || float.IsNaN(b) ? null : Math.Abs((long)Rank(BitConverter.SingleToInt32Bits(a)) - Rank(BitConverter.SingleToInt32Bits(b)));

    /// <summary>The same of 64-bit numbers.</summary>
    public static UInt128? Between(double a, double b) =>
        double.IsNaN(a) || double.IsNaN(b) ? null : (UInt128)Int128.Abs(
            (Int128)Rank(BitConverter.DoubleToInt64Bits(a)) - Rank(BitConverter.DoubleToInt64Bits(b)));

    private static int Rank(int bits) => bits < 0 ? int.MinValue - bits : bits;

    private static long Rank(long bits) => bits < 0 ? long.MinValue - bits : bits;
}
