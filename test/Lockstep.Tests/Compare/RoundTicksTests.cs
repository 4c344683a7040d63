using Lockstep.Compare;

namespace Lockstep.Tests.Compare;

public sealed class RoundTicksTests
{
    [Theory]
    [InlineData(0, 3, "0 1 2 3")]
    [InlineData(0.012, 2.47, "0 1 2 3")]
    [InlineData(-0.13, 0.31, "-0.2 0 0.2 0.4")]
    [InlineData(97, 103, "96 98 100 102 104")]
    [InlineData(0, 0.0004, "0 0.0001 0.0002 0.0003 0.0004")]
    [InlineData(3e6, 9e6, "2e+6 4e+6 6e+6 8e+6 1e+7")]
    [InlineData(5, 5, "4 6")]
    public void Are_round_and_reach_around_the_values(double least, double most, string expected) =>
        Assert.Equal(expected, string.Join(' ', RoundTicks.Between(least, most).Select(RoundTicks.Text)));

    [Theory]
    [InlineData(92, "0 20 40 60 80")]
    [InlineData(7, "0 1 2 3 4 5 6 7")]
    [InlineData(1, "0 1")]
    [InlineData(12345, "0 2000 4000 6000 8000 10000 12000")]
    public void Of_steps_are_whole_and_none_is_beyond_the_last(double most, string expected) =>
        Assert.Equal(expected, string.Join(' ', RoundTicks.WholeUpTo(most, parts: 8)));
}
