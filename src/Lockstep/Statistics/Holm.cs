namespace Lockstep.Statistics;

/// <summary>Holm's correction for several comparisons.</summary>
public static class Holm
{
    /// <summary>
    /// The p-values such that all that are at most 0.05 may be believed at once, with an error in any of them in at most 5 of 100 suites. Source: Holm 1979.
    /// </summary>
    /// <param name="values">One that is not a number stands for a comparison that could not be made; it counts among them, and stays so.</param>
    /// <returns>In the same order.</returns>
    public static double[] Adjusted(IReadOnlyList<double> values)
    {
        var adjusted = new double[values.Count];
        var (before, factor) = (0.0, values.Count);
        foreach (var (place, value) in values.Index().OrderBy(item => double.IsNaN(item.Item)).ThenBy(item => item.Item))
        {
            before = double.IsNaN(value) ? value : Math.Max(before, Math.Min(1, value * factor));
            adjusted[place] = before;
            factor--;
        }

        return adjusted;
    }
}
