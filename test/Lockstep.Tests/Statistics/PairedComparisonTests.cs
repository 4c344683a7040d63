using System.Text.Json.Nodes;
using Lockstep.Randomness;
using Lockstep.Statistics;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Statistics;

public sealed class PairedComparisonTests
{
    private const double Rounding = 1e-12;
    private static readonly JsonNode Fixture = JsonNode.Parse(GoldenFile.Read("test/fixtures/statistics/comparisons.json"))!; // it is there

    public static TheoryData<string> Cases => [.. Fixture["cases"]!.AsArray().Select(item => (string)item!["name"]!)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void It_gives_what_SciPy_gives_and_what_comes_of_it_by_hand(string name)
    {
        var expected = Fixture["cases"]!.AsArray().Single(item => (string)item!["name"]! == name)!;
        double[] differences = [.. expected["differences"]!.AsArray().Select(value => (double)value!)];

        var found = Assert.Single(PairedComparison.All([differences]));

        Assert.Equal((double)expected["scipy"]!["p"]!, found.PValue, Rounding);
        Assert.Equal((double)expected["hand"]!["p"]!, found.PValue, Rounding);
        Assert.Equal((double)expected["hand"]!["mean"]!, found.Mean, Rounding);
        Assert.Equal((double)expected["hand"]!["deviation"]!, found.Deviation, Rounding);
        Assert.Equal((double)expected["hand"]!["better"]!, found.ProbabilityOfBetter, Rounding);
        var interval = Assert.NotNull(found.Interval);
        // SciPy has no interval of values that are all the same; it is that value.
        Assert.Equal((double?)expected["scipy"]!["low"] ?? differences[0], interval.Low, Rounding);
        Assert.Equal((double?)expected["scipy"]!["high"] ?? differences[0], interval.High, Rounding);
    }

    [Fact]
    public void The_normal_distribution_is_SciPys_and_its_quantile_turns_it_back()
    {
        foreach (var point in Fixture["normal"]!.AsArray())
        {
            var (x, below) = ((double)point!["x"]!, (double)point["below"]!);
            Assert.Equal(1, NormalDistribution.Below(x) / below, 1e-12);
            if (Math.Abs(x) < 5)
            {
                Assert.Equal(x, NormalDistribution.Quantile(below), 1e-9);
            }
        }
    }

    [Fact]
    public void Of_many_pairs_the_drawn_ways_say_about_what_all_of_them_would()
    {
        var stream = new RandomStream(3, RandomPurpose.None, 0, 0);
        double[] twenty = [.. Enumerable.Range(0, SignFlipTest.MostForAll).Select(_ => stream.NextNormal() + 0.4)];

        // A pair without a difference changes nothing but how many there are.
        var (all, drawn) = (SignFlipTest.PValueOf(twenty), SignFlipTest.PValueOf([.. twenty, 0]));

        Assert.InRange(all, 0.001, 0.5);
        Assert.Equal(all, drawn, 4 * Math.Sqrt(all / SignFlipTest.Draws));
    }

    [Fact]
    public void Holms_correction_multiplies_the_least_by_all_and_never_falls()
    {
        Assert.Equal([0.04, 0.06, 0.06, 0.5], Holm.Adjusted([0.01, 0.03, 0.02, 0.5]), new Near());
        Assert.Equal([0.8, 0.8], Holm.Adjusted([0.4, 0.5]), new Near());
        Assert.Equal([double.NaN, 0.02], Holm.Adjusted([double.NaN, 0.01]), new Near());
    }

    [Theory]
    [InlineData(1, 6)]
    [InlineData(2, 7)]
    [InlineData(3, 7)]
    [InlineData(4, 8)]
    [InlineData(10, 9)]
    public void The_fewest_seeds_are_those_whose_least_p_value_is_low_enough(int comparisons, int least)
    {
        Assert.Equal(least, SeedCount.LeastFor(comparisons, PairedComparison.Level));
        double[] ones = [.. Enumerable.Repeat(1.0, least).Select((value, seed) => value + (seed / 100.0))];
        var found = PairedComparison.All([ones, .. Enumerable.Repeat(ones, comparisons - 1)]);
        var tooFew = PairedComparison.All([ones[1..], .. Enumerable.Repeat(ones[1..], comparisons - 1)]);
        Assert.All(found, comparison => Assert.Equal(Finding.Better, comparison.Finding));
        Assert.All(tooFew, comparison => Assert.Equal(Finding.Undecided, comparison.Finding));
    }

    [Fact]
    public void Of_equal_arms_no_difference_is_found_in_94_of_100_suites()
    {
        var quiet = Enumerable.Range(0, 100).Count(suite => Suite(suite, arms: 4, seeds: 7, shift: 0).All(found => found.Finding == Finding.NoDifferenceFound));
        Assert.InRange(quiet, 94, 100);
    }

    [Fact]
    public void A_difference_of_two_deviations_is_found_with_8_seeds_in_90_of_100_suites()
    {
        var better = Enumerable.Range(0, 100).Count(suite => Suite(suite, arms: 2, seeds: 8, shift: 2)[0].Finding == Finding.Better);
        var worse = Enumerable.Range(0, 100).Count(suite => Suite(suite, arms: 2, seeds: 8, shift: -2)[0].Finding == Finding.Worse);
        Assert.InRange(better, 90, 100);
        Assert.InRange(worse, 90, 100);
    }

    [Fact]
    public void The_number_of_seeds_that_it_says_are_needed_finds_the_difference_in_about_four_of_five_suites()
    {
        var needed = Assert.NotNull(SeedCount.NeededFor(difference: 0.8, deviation: 1, comparisons: 1, PairedComparison.Level));
        Assert.Equal(15, needed);
        var found = Enumerable.Range(0, 200).Count(suite => Suite(suite, arms: 2, needed, shift: 0.8)[0].Finding == Finding.Better);
        Assert.InRange(found, 140, 185);
        Assert.Null(SeedCount.NeededFor(1e-9, 1, 1, PairedComparison.Level));
        Assert.Equal(6, SeedCount.NeededFor(1, 0, 1, PairedComparison.Level));
    }

    /// <summary>The comparisons of the other arms with the first; a difference of one pair has the deviation 1.</summary>
    private static IReadOnlyList<PairedComparison> Suite(int number, int arms, int seeds, double shift)
    {
        double[] Arm(int arm)
        {
            var stream = new RandomStream((ulong)number, RandomPurpose.None, (uint)arm, (uint)seeds);
            return [.. Enumerable.Range(0, seeds).Select(_ => stream.NextNormal() / Math.Sqrt(2))];
        }

        var first = Arm(0);
        return PairedComparison.All([.. Enumerable.Range(1, arms - 1).Select(arm => (IReadOnlyList<double>)[.. Arm(arm).Zip(first, (a, b) => a - b + shift)])]);
    }

    private sealed class Near : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) < Rounding || (double.IsNaN(x) && double.IsNaN(y));

        public int GetHashCode(double obj) => 0;
    }
}
