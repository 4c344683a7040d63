using Lockstep.Samples;
using Lockstep.Samples.Formats;
using Lockstep.Snapshots;


namespace Lockstep.Tests.Data.Formats;

public sealed class ImageFoldersTests
{
    [Theory]
    [InlineData("train", "val", "test")]
    [InlineData("Train", "Val", "Test")]
    [InlineData("TRAIN", "VALID", "TEST")]
    [InlineData("training", "validation", "testing")]
    [InlineData("training_set", "validation-set", "Test Set")]
    [InlineData("train_set", "dev", "test_set")]
    [InlineData("trainset", "eval", "testset")]
    [InlineData("TrainData", "valData", "test.data")]
    [InlineData("train_images", "images_val", "test_imgs")]
    [InlineData("train2017", "val2017", "test2017")]
    [InlineData("pets/train", "pets/val", "pets/test")]
    [InlineData("a/b/Training", "a/b/Valid", "a/b/Testing")]
    [InlineData("train/train", "val/val", "test/test")]
    [InlineData("train/images", "val/images", "test/images")]
    public void Usual_spellings_of_parts_are_seen_and_said(string train, string val, string test)
    {
        using var folder = new DataFolder().WithImages($"{train}/cat/1.png", $"{train}/dog/2.png", $"{val}/cat/3.png", $"{test}/dog/4.png");
        var images = folder.Read();
        Assert.Equal(
            new[] { $"{train}/cat/1.png cat train", $"{train}/dog/2.png dog train", $"{val}/cat/3.png cat val", $"{test}/dog/4.png dog test" }
                .Order(StringComparer.Ordinal),
            DataFolder.Shown(images).Order(StringComparer.Ordinal));
        Assert.Equal(
            ("split/class", $"train from {train}/, val from {val}/, test from {test}/", (train, val, test) != ("train", "val", "test")),
            (images.Layout, images.Reading, images.IsUnusual));
        Assert.DoesNotContain(images.Notes, note => note.Kind != DataNoteKind.SingleImage);
    }

    [Theory]
    [InlineData(
        "train and val and unlabeled", "The folder unlabeled lies beside those that are read, and is left out with its 1 image.", "train/cat/1.png",
        "train/dog/2.png", "val/cat/3.png", "unlabeled/4.png")]
    [InlineData(
        "splits in one of two folders", "The folder docs lies beside those that are read, and is left out with its 1 image.", "pets/train/cat/1.png",
        "pets/test/dog/2.png", "docs/figure.png")]
    [InlineData(
        "splits deep in one of two", "The folders raw/old, scans lie beside those that are read, and are left out with their 2 images.",
        "raw/v1/train/cat/1.png", "raw/v1/test/dog/2.png", "raw/old/x/1.png", "scans/1.png")]
    [InlineData(
        "a test split without classes", "1 image right in test lies in no class folder, and is left out.", "train/cat/1.png", "train/dog/2.png", "test/4.png")]
    [InlineData(
        "a test split in itself without classes", "1 image right in test/test lies in no class folder, and is left out.", "train/cat/1.png",
        "train/dog/2.png", "test/test/4.png")]
    [InlineData(
        "images beside classes", "2 images right in the data set's folder lie in no class folder, and are left out.", "cat/1.png", "dog/2.png",
        "a.png", "b.png")]
    [InlineData(
        "images beside classes in a split", "1 image right in train lies in no class folder, and is left out.", "train/cat/1.png", "train/dog/2.png",
        "train/a.png", "val/cat/1.png")]
    [InlineData(
        "images beside the one folder", "1 image right in the data set's folder lies in no class folder, and is left out.", "pets/cat/1.png",
        "pets/dog/2.png", "logo.png")]
    [InlineData(
        "two folders of one split", "The folders val and valid are all read as val. If one of them is another split, rename it.", "train/cat/1.png",
        "train/dog/2.png", "val/cat/3.png", "valid/cat/4.png")]
    [InlineData(
        "a split without images", "The folder val holds no image that is read, so there is no such split.", "train/cat/1.png", "train/dog/2.png",
        "val/cat/3.xyz")]
    [InlineData(
        "a class named as a split",
        "The folder train is read as a class, since its images lie right in it and classes lie beside it. As a split it would hold a folder per class: "
        + "train/<class>/<image>.",
        "bus/1.png", "car/2.png", "train/3.png")]
    [InlineData(
        "folders in classes", "3 images lie in folders below class folders, and count as of the class above: cat/siamese (2), dog/pug.", "cat/1.png",
        "cat/siamese/2.png", "cat/siamese/3.png", "dog/pug/4.png")]
    [InlineData(
        "a class without images", "The folder owl holds no image that is read, so it is no class: there are files ending in .xyz (2).", "cat/1.png",
        "dog/2.png", "owl/1.xyz", "owl/2.xyz")]
    [InlineData(
        "a class without images in a split",
        "The folder train/owl holds no image that is read, so it is no class there: there are files ending in .xyz.", "train/cat/1.png",
        "train/dog/2.png", "train/owl/3.xyz", "val/owl/4.png")]
    [InlineData("an unknown ending", "2 files ending in .xyz are left out, in cat, dog.", "cat/1.png", "cat/1.xyz", "dog/2.png", "dog/2.XYZ")]
    [InlineData("no ending", "1 file without an ending is left out, in cat.", "cat/1.png", "cat/1", "dog/2.png")]
    [InlineData(
        "an ending of images",
        "2 files ending in .heic are left out, in cat (2). To have them read, convert them, such as by 'heif-convert IN OUT.png' (libheif), "
        + "and seal the data set anew.",
        "cat/1.png", "cat/2.heic", "cat/3.HEIC", "dog/2.png")]
    [InlineData(
        "such an ending outside classes",
        "1 file ending in .nef is left out, in test/cat. To have them read, convert them, such as by 'darktable-cli IN OUT.png', and seal the data set anew.",
        "train/cat/1.png", "train/dog/2.png", "test/cat/3.nef")]
    [InlineData("hidden images", "2 images are left out as hidden: .cache, .1.png.", "cat/1.png", "dog/2.png", ".cache/3.png", "cat/.1.png")]
    [InlineData("a single image", "1 class has a single image (cat), which can't both train and validate.", "cat/1.png", "dog/2.png", "dog/3.png")]
    public void What_is_left_out_or_read_otherwise_is_said_with_its_number(string what, string expected, params string[] files)
    {
        using var folder = new DataFolder().WithImages(files);
        Assert.True(folder.Read().Notes.Any(note => note.IsWarning && note.Text == expected), $"{what}: {string.Join("\n", folder.Read().Notes)}");
    }

    [Fact]
    public void An_empty_folder_is_no_class_and_that_is_said()
    {
        using var folder = new DataFolder().WithImages("cat/1.png", "dog/2.png");
        Directory.CreateDirectory(folder.PathOf("owl"));
        Directory.CreateDirectory(folder.PathOf(".ipynb_checkpoints"));
        Assert.Equal(
            "The folder owl holds no image that is read, so it is no class: nothing is in it.",
            Assert.Single(folder.Read().Notes, note => note.Kind == DataNoteKind.EmptyClass).Text);
    }

    [Fact]
    public void A_readme_is_told_of_and_no_reason_to_warn()
    {
        using var folder = new DataFolder().WithImages("cat/1.png", "cat/2.png", "dog/3.png", "dog/4.png", "README.md", "LICENSE");
        var note = Assert.Single(folder.Read().Notes);
        Assert.Equal((false, "2 other files are not read: no ending, .md."), (note.IsWarning, note.Text));
    }

    [Theory]
    [InlineData("unlabeled")]
    [InlineData("Unlabelled_Images")]
    public void Training_alone_beside_images_without_labels_is_read(string others)
    {
        using var folder = new DataFolder().WithImages("train/cat/1.png", "train/dog/2.png", $"{others}/3.png", $"{others}/4.png");
        var images = folder.Read();
        Assert.Equal(["train/cat/1.png cat train", "train/dog/2.png dog train"], DataFolder.Shown(images));
        Assert.Contains($"The folder {others} lies beside those that are read, and is left out with its 2 images.", images.Notes.Select(note => note.Text));
    }

    [Fact]
    public void A_class_may_be_called_unlabeled() // as it was always read
    {
        using var folder = new DataFolder().WithImages("train/cat/1.png", "unlabeled/3.png");
        Assert.Equal(["train", "unlabeled"], folder.Read().Classes);
    }

    [Theory]
    [InlineData("train/1.png", "val/2.png", "the images of train lie in no class folder")]
    [InlineData("train2017/1.png", "val2017/2.png", "the images of train2017 lie in no class folder")]
    [InlineData("a.png", "b.png", "the 2 images of the folder lie in no class folder")]
    [InlineData("x/a.png", "x/b.png", "only one class, 'x'")]
    [InlineData(
        "cat/train/1.png", "cat/test/2.png", "cat, dog hold folders named as splits (test, train), so they are no class", "dog/train/1.png", "dog/test/2.png")]
    [InlineData(
        "train/cat/1.png", "train/dog/2.png", "train is named as a split and holds folders (cat, dog), but background beside it is no split",
        "background/3.png")]
    [InlineData(
        "cat/1.png", "dog/2.png", "test is named as a split and holds folders (cat, dog), but cat, dog beside it is no split", "test/cat/1.png",
        "test/dog/2.png")]
    [InlineData("seg_train/cat/1.png", "seg_test/cat/1.png", "seg_test, seg_train look like splits", "seg_train/dog/1.png")]
    [InlineData(
        "train/cat/1.png", "train/dog/2.png", "train/val is named as a split, holds folders, and lies inside a split", "train/val/cat/3.png",
        "train/val/dog/3.png")]
    [InlineData("cat/1.heic", "dog/2.heic", "There are files ending in .heic (2): convert them, such as by 'heif-convert")]
    [InlineData("test/cat/1.png", "test/dog/2.png", "0 images to train on")]
    public void What_can_be_read_in_two_ways_is_refused_by_name(string first, string second, string expected, params string[] more)
    {
        using var folder = new DataFolder().WithImages([first, second, .. more]);
        var snapshot = new Snapshot(folder.Folder);
        var problem = Assert.ThrowsAny<LockstepException>(() => Dataset.Read(
            snapshot, snapshot.Describe(null, trustUntouched: false, TimeProvider.System, cancellation: TestContext.Current.CancellationToken),
            new("auto", "auto", "apply", "fail"), new(null, 0.5, 0, true), null));
        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cat/1.png", true)]
    [InlineData("1.JPG", true)]
    [InlineData("__MACOSX/cat/1.png", false)]
    [InlineData("cat/@eaDir/1.png/SYNO.jpg", false)]
    [InlineData("cat/.ipynb_checkpoints/1-checkpoint.png", false)]
    [InlineData("cat/._1.png", false)]
    [InlineData("cat/1.txt", false)]
    public void An_image_is_told_by_its_path_alone(string relPath, bool isImage) =>
        Assert.Equal(isImage, Lockstep.Samples.Formats.ImageFolders.IsImage(relPath));
}
