namespace Lockstep.Statistics;

/// <summary>P(A > B): how often A came out above B; ties count half.</summary>
/// <remarks>Source: Bouthillier et al., Accounting for Variance in Machine Learning Benchmarks, 2021.</remarks>
public static class Superiority
{
    /// <returns>NaN of no pairs.</returns>
    public static double OfPairs(ReadOnlySpan<double> differences)
    {
        var above = 0.0;
        foreach (var difference in differences)
        {
            above += difference > 0 ? 1 : difference < 0 ? 0 : 0.5;
        }

        return above / differences.Length;
    }
}
