using Lockstep.Recipes;
using Lockstep.Runs;

namespace Lockstep.Invariants;

/// <summary>One metric over the epochs: of what is told at each step, the mean over the epoch; of what knows no epochs, each value.</summary>
internal sealed class MetricSeries
{
    private const int FirstValues = 5;

    private readonly (int? Epoch, double Value)[] points;

    private readonly int valuesOfFirst;

    private MetricSeries((int? Epoch, double Value)[] points, double[] ofFirst)
    {
        (this.points, valuesOfFirst) = (points, ofFirst.Length);
        First = ofFirst.Length == 0 ? double.NaN : ofFirst.Take(Math.Clamp(ofFirst.Length / 2, 1, FirstValues)).Average();
    }

    public bool IsEmpty => points.Length == 0;

    /// <summary>What it began with: of what is told at each step, the mean of the first steps.</summary>
    public double First { get; }

    /// <summary>The last epoch, or null where there are no epochs.</summary>
    public int? LastEpoch => IsEmpty ? null : points[^1].Epoch;

    public static MetricSeries Of(Invariant invariant, IEnumerable<Metric> metrics)
    {
        Metric[] meant = [.. metrics.Where(metric => metric.Name == invariant.Metric && (invariant.Phase is null || metric.Phase == invariant.Phase))];
        return Array.TrueForAll(meant, metric => metric.Epoch <= 0)
            ? new MetricSeries([.. meant.Select(metric => ((int?)null, metric.Value))], [.. meant.Take(1).Select(metric => metric.Value)])
            : new MetricSeries(
                [.. meant.GroupBy(metric => metric.Epoch).Select(epoch => ((int?)epoch.Key, epoch.Average(metric => metric.Value)))],
                [.. meant.Where(metric => metric.Epoch == meant[0].Epoch).Select(metric => metric.Value)]);
    }

    /// <summary>Whether nothing was told before that value.</summary>
    /// <param name="epoch">Its epoch; null where there are none.</param>
    public bool IsFirst(int? epoch) => valuesOfFirst == 1 && (epoch is null ? points.Length == 1 : epoch == points[0].Epoch);

    /// <param name="epoch">Null for the last value.</param>
    /// <returns>Null where there is none.</returns>
    public (int? Epoch, double Value)? At(int? epoch)
    {
        foreach (var point in points.Reverse())
        {
            if (epoch is null || point.Epoch == epoch)
            {
                return point;
            }
        }

        return null;
    }
}
