using Lockstep.Compare;
using Lockstep.Schema;

namespace Lockstep.Tests.Compare;

public sealed class DataChangeTests
{
    private static readonly string[] Classes = ["bird", "cat"];

    [Fact]
    public void A_file_that_moved_to_another_class_is_told_as_that_and_acts_on_the_order()
    {
        var change = Between(Of("bird/1", "bird/2", "cat/1", "cat/2"), Of("bird/2", "cat/1", "cat/2", "cat/3=bird/1"));
        Assert.Equal("bird/1 is now cat/3, of the class cat and not bird; 3 other samples moved up or down with that", change.Train);
        Assert.True(change.TrainActs.HasFlag(Effects.Order | Effects.Targets));
    }

    [Fact]
    public void A_file_that_changed_acts_on_decoding_alone()
    {
        var change = Between(Of("bird/1", "cat/1"), Of("bird/1=other", "cat/1"));
        Assert.Equal(("bird/1 is not the same file in both", Effects.Decode), (change.Train, change.TrainActs));
        Assert.Equal([0u], change.OtherContent);
        Assert.Empty(change.OtherFile);
    }

    [Fact]
    public void A_class_that_was_renamed_in_its_place_acts_on_nothing()
    {
        var before = new DataUse(Classes, Of("bird/1", "cat/1"), []);
        var after = new DataUse(["birds", "cat"], Of("birds/1=bird/1", "cat/1"), []);
        Assert.Equal(
            (null, Effects.None),
            (DataChange.Between(before, after, countsClasses: true).Train, DataChange.Between(before, after, countsClasses: true).TrainActs));
    }

    [Fact]
    public void Labels_that_changed_act_on_targets_and_on_the_order_only_where_that_counts_classes()
    {
        var before = new DataUse(Classes, Of("bird/1", "cat/1"), []);
        var after = before with { Train = [before.Train[0] with { Class = 1, ClassName = "cat" }, before.Train[1]] };
        Assert.Equal(
            ("bird/1 is of the class cat and not bird", Effects.Targets),
            (DataChange.Between(before, after, countsClasses: false).Train, DataChange.Between(before, after, countsClasses: false).TrainActs));
        Assert.True(DataChange.Between(before, after, countsClasses: true).TrainActs.HasFlag(Effects.Order));
    }

    [Fact]
    public void One_image_more_acts_on_the_order_and_on_how_many_steps_there_are()
    {
        var change = Between(Of("bird/1", "cat/1"), Of("bird/1", "bird/2", "cat/1"));
        Assert.Equal("bird/2 is only in B what trains; 1 other sample moved up or down with that", change.Train);
        Assert.True(change.TrainActs.HasFlag(Effects.Order | Effects.Length | Effects.Update));
    }

    [Fact]
    public void An_image_more_that_makes_the_split_another_is_named_before_the_samples_that_train_with_that()
    {
        var before = new DataUse(Classes, Of("bird/1", "bird/2"), Of("cat/1", "cat/2"));
        var after = new DataUse(Classes, Of("bird/1", "cat/1", "cat/2"), Of("bird/2", "bird/3"));
        Assert.Equal(
            "bird/3 is only in B; of the samples in both, 2 are only in B what trains, and 1 only in A",
            DataChange.Between(before, after, countsClasses: false).Train);
    }

    [Fact]
    public void A_renamed_class_is_not_named_beside_another_split_nor_beside_a_file_that_changed()
    {
        var before = new DataUse(Classes, Of("bird/1", "cat/1"), []);
        var renamed = new DataUse(["birds", "cat"], [before.Train[0] with { Name = "birds/1", ClassName = "birds" }], [before.Train[1]]);
        Assert.True(DataChange.Between(before, renamed, countsClasses: true).IsOfSplitAlone);
        var changed = renamed with { Train = [renamed.Train[0], before.Train[1] with { Content = "other" }], Validation = [] };
        Assert.Equal("cat/1 is not the same file in both", DataChange.Between(before, changed, countsClasses: true).Train);
    }

    [Fact]
    public void Of_a_renamed_class_and_an_image_more_the_image_is_named_though_all_samples_moved_with_it()
    {
        var before = new DataUse(Classes, Of("bird/1", "bird/2", "cat/1"), []);
        var after = new DataUse(["birds", "cat"], Of("birds/0", "birds/1=bird/1", "birds/2=bird/2", "cat/1"), []);
        Assert.Equal(
            "bird/0 is only in B what trains; 3 other samples moved up or down with that",
            DataChange.Between(before, after, countsClasses: false).Train);
    }

    [Fact]
    public void A_table_whose_rows_are_in_another_order_is_told_as_that()
    {
        var before = new DataUse(Classes, Of("bird/1", "bird/2", "cat/1"), []);
        var after = before with { Train = [.. before.Train.Select(sample => sample with { Id = 2 - sample.Id })] };
        var change = DataChange.Between(before, after, countsClasses: false);
        Assert.Equal("the data set has its samples in another order", change.Train);
        Assert.True(change.TrainActs.HasFlag(Effects.Order));
    }

    [Fact]
    public void A_class_more_is_named_before_its_images()
    {
        var before = new DataUse(Classes, Of("bird/1", "cat/1"), []);
        var after = new DataUse([.. Classes, "dog"], [.. before.Train, new UsedSample(2, "dog/1", 2, "dog", "dog/1")], []);
        var change = DataChange.Between(before, after, countsClasses: false);
        Assert.Equal("the class dog is only in B; dog/1 is only in B what trains", change.Train);
        Assert.True(change.TrainActs.HasFlag(Effects.Initialization));
    }

    [Fact]
    public void What_validates_is_told_apart_from_what_trains()
    {
        var train = Of("bird/1", "cat/1");
        var change = DataChange.Between(new DataUse(Classes, train, Of("bird/3")), new DataUse(Classes, train, Of("bird/3=other")), countsClasses: false);
        Assert.Equal((null, "bird/3 is not the same file in both"), (change.Train, change.Validation));
    }

    private static DataChange Between(IReadOnlyList<UsedSample> a, IReadOnlyList<UsedSample> b) =>
        DataChange.Between(new DataUse(Classes, a, []), new DataUse(Classes, b, []), countsClasses: false);

    /// <summary>Samples as <c>class/file</c>, with another content than the name says behind a <c>=</c>.</summary>
    private static UsedSample[] Of(params string[] samples) =>
        [.. samples.Select(sample => sample.Split('='))
            .Select((
                parts,
                id) => new UsedSample((uint)id, parts[0], Math.Max(0, Array.IndexOf(Classes, parts[0].Split('/')[0])), parts[0].Split('/')[0], parts[^1]))];
}
