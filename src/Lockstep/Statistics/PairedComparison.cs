namespace Lockstep.Statistics;

/// <summary>What the differences of pairs say, one pair a seed; above 0 is better.</summary>
/// <param name="Differences">In the order of the seeds.</param>
/// <param name="Mean">NaN of none.</param>
/// <param name="Deviation">Of single differences; NaN of fewer than two.</param>
/// <param name="Interval">Of the mean; null of fewer than two.</param>
/// <param name="PValue">Of the sign-flip test, for this comparison alone.</param>
/// <param name="AdjustedPValue">By Holm, for all comparisons.</param>
/// <param name="ProbabilityOfBetter">See <see cref="Superiority"/>.</param>
/// <param name="Finding">The answer.</param>
public sealed record PairedComparison(
    IReadOnlyList<double> Differences, double Mean, double Deviation, Interval? Interval, double PValue, double AdjustedPValue, double ProbabilityOfBetter,
    Finding Finding)
{
    /// <summary>The level of all tests, and what an interval leaves out.</summary>
    public const double Level = 0.05;

    /// <summary>All comparisons of one suite, corrected for each other.</summary>
    /// <param name="differences">A list a comparison.</param>
    public static IReadOnlyList<PairedComparison> All(IReadOnlyList<IReadOnlyList<double>> differences)
    {
        var values = differences.Select(list => list.ToArray()).ToArray();
        var pValues = values.Select(list => SignFlipTest.PValueOf(list)).ToArray();
        var adjusted = Holm.Adjusted(pValues);
        return [.. values.Select((list, index) => Of(list, pValues[index], adjusted[index], values.Length))];
    }

    private static PairedComparison Of(double[] differences, double pValue, double adjusted, int comparisons)
    {
        var mean = Moments.Mean(differences);
        var interval = MeanBootstrap.Of(differences, 1 - Level);
        var finding = differences.Length < SeedCount.LeastFor(comparisons, Level) ? Finding.Undecided
            : adjusted > Level || interval is not { ExcludesZero: true } ? Finding.NoDifferenceFound
            : mean > 0 ? Finding.Better : Finding.Worse;
        return new PairedComparison(
            differences, mean, Moments.Deviation(differences), interval, pValue, adjusted, Superiority.OfPairs(differences), finding);
    }
}
