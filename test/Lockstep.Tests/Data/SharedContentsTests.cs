using Lockstep.Recipes;
using Lockstep.Samples;
using Lockstep.Snapshots;
using Lockstep.Tests.Data.Formats;


namespace Lockstep.Tests.Data;

public sealed class SharedContentsTests
{
    [Fact]
    public void A_validation_or_test_image_that_also_trains_is_named()
    {
        using var folder = new DataFolder()
            .With("train/a/1.jpg", "one").With("train/b/2.jpg", "two").With("train/b/3.jpg", "three")
            .With("val/a/4.jpg", "one").With("val/b/5.jpg", "five").With("test/b/6.jpg", "three").With("test/b/7.jpg", "five");
        Assert.Equal(
            "1 validation image and 1 test image have the content of a training image, so figures on them say too much:\n  val/a/4.jpg is train/a/1.jpg\n  "
            + "test/b/6.jpg is train/b/3.jpg\n  Remove one of each and seal the data set anew.",
            Warning(folder));
    }

    [Fact]
    public void A_drawn_split_that_tears_copies_apart_is_named_too_and_many_are_counted()
    {
        using var folder = new DataFolder();
        for (var index = 0; index < 40; index++)
        {
            folder.With($"a/{index}.jpg", "same").With($"b/{index}.jpg", $"b {index}");
        }

        var warning = Warning(folder);
        Assert.StartsWith("8 validation images have the content of a training image", warning, StringComparison.Ordinal);
        Assert.Contains("\n  … and 3 more\n", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void Copies_on_one_side_alone_are_none_of_it()
    {
        using var folder = new DataFolder().With("train/a/1.jpg", "one").With("train/b/2.jpg", "one").With("val/a/3.jpg", "two").With("val/b/4.jpg", "two");
        Assert.Null(Warning(folder));
    }

    private static string? Warning(DataFolder folder)
    {
        var snapshot = new Snapshot(folder.Folder);
        var manifest = snapshot.Describe(null, trustUntouched: false, TimeProvider.System, hashedBytes: null, TestContext.Current.CancellationToken);
        return SharedContents.Warning(
            manifest, Dataset.Read(snapshot, manifest, new DataRecipe("auto", "auto", "apply", "fail"), new SplitRecipe(null, 0.2, 1, true), null));
    }
}
