using Lockstep.Vision.Training;

namespace Lockstep.Vision.Tests.Training;

public sealed class EarlyStoppingTests
{
    [Fact]
    public void Stops_when_so_many_epochs_in_a_row_were_no_better()
    {
        var stopping = new EarlyStopping(new(2, 0), "val_accuracy", higherIsBetter: true);
        Assert.All((double[])[0.5, 0.5, 0.6, 0.6], value => Assert.Null(stopping.ReasonAfter(value)));
        Assert.Equal("val_accuracy was not above 0.6 for 2 epochs in a row", stopping.ReasonAfter(0.59));
    }

    [Fact]
    public void A_step_smaller_than_the_least_does_not_count_though_many_of_them_do()
    {
        var stopping = new EarlyStopping(new(3, 0.1), "val_loss", higherIsBetter: false);
        Assert.All((double[])[1, 0.95, 0.91, 0.89, 0.85, 0.8], value => Assert.Null(stopping.ReasonAfter(value)));
        Assert.Equal("val_loss was not below 0.89 by more than 0.1 for 3 epochs in a row", stopping.ReasonAfter(0.79001));
    }

    [Fact]
    public void What_is_no_number_is_never_better_and_anything_is_better_than_it()
    {
        var stopping = new EarlyStopping(new(2, 0), "val_loss", higherIsBetter: false);
        Assert.Null(stopping.ReasonAfter(double.NaN));
        Assert.Null(stopping.ReasonAfter(1));
        Assert.Null(stopping.ReasonAfter(double.NaN));
        Assert.Equal("val_loss was not below 1 for 2 epochs in a row", stopping.ReasonAfter(double.PositiveInfinity));

        stopping.Facts = new EarlyStoppingFacts(null, 0);
        Assert.Null(stopping.ReasonAfter(double.NaN));
        Assert.Equal("val_loss was no finite number for 2 epochs in a row", stopping.ReasonAfter(double.NaN));
    }

    [Theory]
    [InlineData(0.7, 0.8, 0.1, false)]
    [InlineData(0.5, 0.6, 0.1, false)]
    [InlineData(0.7, 0.8000001, 0.1, true)]
    [InlineData(0.9, 0.95, 0.05, false)]
    [InlineData(0.1, 0.4, 0.3, false)]
    [InlineData(1e9, 1e9 + 0.1, 0.1, false)]
    [InlineData(0.7, 0.7000000000000001, 0, true)]
    public void A_rise_of_the_least_itself_does_not_count_however_it_is_rounded(double before, double value, double least, bool counts)
    {
        var stopping = new EarlyStopping(new(1, least), "val_accuracy", higherIsBetter: true);
        Assert.Null(stopping.ReasonAfter(before));
        Assert.Equal(counts, stopping.ReasonAfter(value) is null);
        var falling = new EarlyStopping(new(1, least), "val_loss", higherIsBetter: false);
        Assert.Null(falling.ReasonAfter(-before));
        Assert.Equal(counts, falling.ReasonAfter(-value) is null);
    }
}
