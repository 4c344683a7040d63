namespace Lockstep.Statistics;

/// <summary>Mean and standard deviation of values.</summary>
public static class Moments
{
    /// <returns>NaN of no values.</returns>
    public static double Mean(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value;
        }

        return sum / values.Length;
    }

    /// <summary>The sample's, with n - 1 below: an estimate of how far single values are from their mean, not of how sure the mean is.</summary>
    /// <returns>NaN of fewer than two values; 0 where all are the same.</returns>
    public static double Deviation(ReadOnlySpan<double> values)
    {
        if (values.Length < 2)
        {
            return double.NaN;
        }

        if (!values.ContainsAnyExcept(values[0]))
        {
            return 0; // their mean may be off by a last bit
        }

        var mean = Mean(values);
        var squares = 0.0;
        foreach (var value in values)
        {
            squares += (value - mean) * (value - mean);
        }

        return Math.Sqrt(squares / (values.Length - 1));
    }
}
