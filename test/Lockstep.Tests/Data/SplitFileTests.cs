using CsCheck;
using Lockstep.Recipes;
using Lockstep.Samples;
using Lockstep.Snapshots;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Data;

public sealed class SplitFileTests
{
    private static readonly DataRecipe Auto = new("auto", "auto", "apply", "fail");
    private static readonly SplitRecipe Drawn = new(null, 0.25, 7, true);

    [Fact]
    public void Gives_the_split_that_it_was_made_from_whatever_the_recipe_would_draw()
    {
        using var folder = Images();
        var (snapshot, manifest) = Described(folder);
        var dataset = Dataset.Read(snapshot, manifest, Auto, Drawn, null);
        folder.Write("split.tsv", SplitFile.Write(dataset, manifest.Id, "a test"));
        var split = SplitFile.Load(folder.PathOf("split.tsv"));
        Assert.Equal(manifest.Id, split.ManifestId);
        var again = Dataset.Read(snapshot, manifest, Auto, new SplitRecipe("split.tsv", 0.5, 1, false), split);
        Assert.Equal(dataset.Listing(), again.Listing());
        Assert.Equal(dataset.ToJson()["splitSha256"]?.GetValue<string>(), split.Digest);
    }

    [Theory]
    [InlineData("train\tcat/1.png\n", "says nothing of cat/2.png")]
    [InlineData("trian\tcat/1.png\n", ":1: expected 'train', 'val' or 'test'")]
    [InlineData("# head\ntrain\tcat\tcat/1.png\ntrain\tcat/1.png\n", ":3: 'cat/1.png' stands twice")]
    [InlineData("train cat/1.png\n", ":1: expected 'train', 'val' or 'test'")]
    public void A_file_that_is_no_split_of_the_data_set_is_refused_with_the_place(string text, string expected)
    {
        using var folder = Images();
        var (snapshot, manifest) = Described(folder);
        folder.Write("split.tsv", text);
        var message = Assert.Throws<LockstepException>(() => Dataset.Read(snapshot, manifest, Auto, Drawn, SplitFile.Load(folder.PathOf("split.tsv")))).Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_that_is_not_the_data_sets_is_refused_and_a_file_without_classes_or_for_another_manifest_is_not()
    {
        using var folder = Images();
        var (snapshot, manifest) = Described(folder);
        var text = SplitFile.Write(Dataset.Read(snapshot, manifest, Auto, Drawn, null), new string('a', 64), "a test");
        Dataset Read(string split) => Dataset.Read(snapshot, manifest, Auto, Drawn, SplitFile.Parse(split, "split.tsv"));
        var swapped = text.Replace("\tcat\t", "\tDOG\t", StringComparison.Ordinal);
        var message = Assert.Throws<LockstepException>(() => Read(swapped)).Message;
        Assert.Contains(
            "is of class 'DOG', but the data set says 'cat'. It was made for manifest aaaaaaaaaaaa, and the data set is ", message, StringComparison.Ordinal);
        Assert.Equal(new string('a', 64), Read(text).SplitIsOf);
        Assert.Null(Read(text.Replace(new string('a', 64), manifest.Id, StringComparison.Ordinal)).SplitIsOf);
        Assert.Equal(Read(text).Listing(), Read(text.Replace("\tcat\t", "\t", StringComparison.Ordinal)).Listing());
    }

    [Fact]
    public void A_name_that_is_no_sample_is_refused()
    {
        using var folder = Images();
        var (snapshot, manifest) = Described(folder);
        var text = SplitFile.Write(Dataset.Read(snapshot, manifest, Auto, Drawn, null), manifest.Id, "a test") + "val\tcat/none.png\n";
        var message = Assert.Throws<LockstepException>(() => Dataset.Read(snapshot, manifest, Auto, Drawn, SplitFile.Parse(text, "split.tsv"))).Message;
        Assert.Contains("names cat/none.png, which is no sample", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_text_is_a_split_or_a_clear_error() => Gen.String[Gen.Char["trainvl#\t\n /.x"], 0, 60].Sample(text =>
    {
        try
        {
            SplitFile.Parse(text, "x");
        }
        catch (LockstepException exception)
        {
            Assert.StartsWith("x:", exception.Message, StringComparison.Ordinal);
        }
    });

    private static TemporaryFolder Images()
    {
        var folder = new TemporaryFolder();
        foreach (var name in (string[])["cat/1.png", "cat/2.png", "cat/3.png", "cat/4.png", "dog/1.png", "dog/2.png", "dog/3.png", "dog/4.png"])
        {
            folder.Write(name, name);
        }

        return folder;
    }

    private static (Snapshot Snapshot, Manifest Manifest) Described(TemporaryFolder folder)
    {
        var snapshot = new Snapshot(folder.FullPath);
        return (snapshot, snapshot.Describe("x", trustUntouched: false, TimeProvider.System, cancellation: TestContext.Current.CancellationToken));
    }
}
