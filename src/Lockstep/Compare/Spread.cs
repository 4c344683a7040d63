namespace Lockstep.Compare;

/// <summary>How a metric spreads over repetitions of a run.</summary>
/// <param name="StandardDeviation">Of a sample, over n - 1; 0 for a single value.</param>
public sealed record Spread(string Name, int Count, double Min, double Median, double Max, double StandardDeviation)
{
    /// <param name="values">At least one.</param>
    public static Spread Of(string name, IReadOnlyList<double> values)
    {
        double[] sorted = [.. values.Order()];
        var middle = sorted.Length / 2;
        var mean = sorted.Average();
        var squares = sorted.Sum(value => (value - mean) * (value - mean));
        return new Spread(
            name,
            sorted.Length,
            sorted[0],
            sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2,
            sorted[^1],
            sorted[0].Equals(sorted[^1]) ? 0 : Math.Sqrt(squares / (sorted.Length - 1)));
    }
}
