using Lockstep.Compare;

namespace Lockstep.Tests.Compare;

public sealed class ClosenessTests
{
    [Fact]
    public void NaN_is_as_far_from_NaN_as_a_number_from_itself_whatever_its_bits()
    {
        var other = BitConverter.Int64BitsToDouble(0x7ff8_0000_0000_0001);
        Assert.Equal(0, Closeness.Between(double.NaN, other));
        Assert.Equal(double.PositiveInfinity, Closeness.Between(double.NaN, 1));
        Assert.True(new MetricDifference("valLoss", double.NaN, other).IsEqual);
    }

    [Fact]
    public void Numbers_whose_difference_is_none_have_a_relative_distance_all_the_same() =>
        Assert.Equal(2, new MetricDifference("valLoss", -1e308, 1e308).Relative);

    [Fact]
    public void A_spread_takes_what_is_no_number()
    {
        Assert.Equal(0, Spread.Of("valLoss", [double.NaN, double.NaN]).StandardDeviation);
        Assert.Equal(double.NaN, Spread.Of("valLoss", [1, double.NaN]).StandardDeviation);
        Assert.Equal(double.PositiveInfinity, Spread.Of("valLoss", [1, double.PositiveInfinity]).Max);
    }
}
