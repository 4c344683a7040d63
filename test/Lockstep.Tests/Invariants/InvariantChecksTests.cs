using Lockstep.Invariants;
using Lockstep.Recipes;
using Lockstep.Runs;

namespace Lockstep.Tests.Invariants;

/// <summary>What is asked of a metric, against what it was.</summary>
public sealed class InvariantChecksTests
{
    private static readonly Invariant Accuracy = new("accuracy", "val", null, null, null, null, null, null);
    private static readonly Invariant Loss = Accuracy with { Metric = "loss", Phase = "train" };

    private static readonly Metric[] Told =
    [
        .. new[] { 4.0, 4, 3, 3, 2, 2, 2, 2, 1, 1 }.Select((loss, index) => new Metric(index + 1, 1, "train", "loss", loss, default)),
        new Metric(10, 1, "val", "accuracy", 0.5, default),
        new Metric(11, 2, "train", "loss", 1, default),
        new Metric(12, 2, "train", "loss", 0.6, default),
        new Metric(12, 2, "val", "accuracy", 0.8, default),
    ];

    [Fact]
    public void The_last_value_counts_or_that_of_the_epoch_that_is_named()
    {
        Assert.Equal((0.8, 2, true), Of(Accuracy with { Min = 0.8 }));
        Assert.Equal((0.5, 1, false), Of(Accuracy with { Min = 0.8, AtEpoch = 1 }));
        Assert.Equal((0.8, 2, false), Of(Accuracy with { Max = 0.79 }));
    }

    [Fact]
    public void Of_a_value_a_step_an_epoch_is_its_mean_and_the_first_value_the_mean_of_the_first_steps()
    {
        // The first five steps have a mean of 3.2, the second epoch one of 0.8: three quarters are gone.
        Assert.Equal((0.8, 2, true), Of(Loss with { DecreasesBy = 0.75 }));
        Assert.Equal((0.8, 2, false), Of(Loss with { DecreasesBy = 0.751 }));
        Assert.Equal((2.4, 1, true), Of(Loss with { DecreasesBy = 0.25, AtEpoch = 1 }));
    }

    [Fact]
    public void What_is_not_a_number_holds_nothing()
    {
        var finding = Single(Loss with { Max = 1e300 }, [new Metric(1, 1, "train", "loss", double.NaN, default)]);
        Assert.False(finding.Holds);
    }

    [Fact]
    public void What_can_not_be_said_is_not_called_broken()
    {
        Assert.Null(Single(Accuracy with { DecreasesBy = 0.1, AtEpoch = 1 }, Told).Holds);
        Assert.Equal("val accuracy: not checked, since there is no epoch 3: the last one is 2", Single(Accuracy with { Min = 1, AtEpoch = 3 }, Told).Text);
        Assert.Null(Single(Accuracy with { Within = new InvariantBaseline(0.1, "nothing") }, Told).Holds);
    }

    [Fact]
    public void A_metric_that_a_whole_run_never_told_is_broken_and_of_a_smoke_test_not_checked()
    {
        var wanted = Accuracy with { Metric = "f1", Min = 0 };
        Assert.False(Single(wanted, Told).Holds);
        Assert.Null(Assert.Single(InvariantChecks.OfSmoke([wanted], Told)).Holds);
    }

    [Fact]
    public void Each_is_checked_where_it_says()
    {
        Invariant[] invariants = [Accuracy with { Min = 0, In = "train" }, Accuracy with { Min = 0.9, In = "smoke" }];
        Assert.Equal([true], InvariantChecks.OfRun(invariants, Told, "/nonexistent")!.Select(finding => finding.Holds));
        Assert.Equal([false], InvariantChecks.OfSmoke(invariants, Told).Select(finding => finding.Holds));
        Assert.Null(InvariantChecks.OfRun([invariants[1]], Told, "/nonexistent"));
    }

    private static (double?, int?, bool?) Of(Invariant invariant) =>
        Single(invariant, Told) is var finding ? (Math.Round(finding.Value ?? double.NaN, 9), finding.Epoch, finding.Holds) : default;

    private static InvariantFinding Single(Invariant invariant, Metric[] metrics) =>
        Assert.Single(InvariantChecks.OfRun([invariant], metrics, "/nonexistent") ?? []);
}
