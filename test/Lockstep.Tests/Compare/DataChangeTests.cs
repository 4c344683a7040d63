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
