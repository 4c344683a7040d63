using Lockstep.Ledgers;

namespace Lockstep.Tests.Ledgers;

public sealed class UlpsTests
{
    [Theory]
    [InlineData(1f, 1f, 0L)]
    [InlineData(0f, -0f, 0L)]
    [InlineData(float.Epsilon, -float.Epsilon, 2L)]
    [InlineData(1f, 1.0000001f, 1L)]
    [InlineData(float.MaxValue, float.PositiveInfinity, 1L)]
    [InlineData(float.NaN, 1f, null)]
    public void Counts_the_numbers_in_between(float a, float b, long? expected) => Assert.Equal(expected, Ulps.Between(a, b));

    [Fact]
    public void The_widest_distance_of_doubles_does_not_overflow() =>
        Assert.Equal((UInt128)0xFFE0000000000000, Ulps.Between(double.NegativeInfinity, double.PositiveInfinity));
}
