using System.Text;
using Lockstep.Recipes;
using Lockstep.Samples;
using Lockstep.Snapshots;
using Lockstep.Tests.Shared;
using Lockstep.Vision.Images;
using Lockstep.Vision.Inspection;
using Lockstep.Vision.Tests.Images;
using Lockstep.Vision.Tests.Recipes;

namespace Lockstep.Vision.Tests.Runs;

public sealed class ImageCheckTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public ImageCheckTests()
    {
        foreach (var part in (string[])["train", "val", "test"])
        {
            Write($"{part}/a/1.png", Png(8, 8));
            Write($"{part}/b/1.png", Png(8, 8));
            Write($"{part}/b/2.png", Png(8, 8));
        }
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Sound_images_pass() => Assert.Empty(Check());

    [Fact]
    public void Every_broken_image_of_every_part_is_named_before_there_is_a_run()
    {
        Write("train/a/1.png", Png(8, 8)[..60]);
        Write("val/b/2.png", []);
        Write("test/b/1.png", Encoding.ASCII.GetBytes("no image"));
        var message = Problem();
        Assert.StartsWith($"Data: 3 of 9 images of {folder.FullPath} can't be trained on:\n", message, StringComparison.Ordinal);
        Assert.Contains("\n  train/a/1.png: it ends inside its IDAT chunk\n", message, StringComparison.Ordinal);
        Assert.Contains("\n  val/b/2.png: it is empty\n", message, StringComparison.Ordinal);
        Assert.Contains("\n  test/b/1.png: it is a text file ('no image')", message, StringComparison.Ordinal);
        Assert.EndsWith("or leave such images out with data.on_broken: skip.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_than_ten_are_counted()
    {
        for (var index = 0; index < 12; index++)
        {
            Write($"val/a/broken{index}.jpg", [0xFF, 0xD8]);
        }

        Assert.Contains("\n  … and 2 more\n", Problem(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_of_another_size_is_named_where_nothing_makes_them_equal()
    {
        Write("val/b/2.png", Png(9, 8));
        Assert.Contains("val/b/2.png: the model would see 9×8 pixels (height × width), but 8×8 of the first training image\nA batch needs one size: "
            + "set augment.resize", Problem(), StringComparison.Ordinal);
        Check("{resize: [4, 4]}");
        Check("{random_crop: {size: [8, 8], padding: 1}}");
    }

    [Fact]
    public void A_size_that_differs_between_training_and_validation_is_found()
        => Assert.Contains("val/a/1.png: the model would see 6×6", Problem("{random_crop: {size: [8, 8]}, center_crop: [6, 6]}"), StringComparison.Ordinal);

    [Fact]
    public void A_test_image_may_have_a_size_of_its_own()
    {
        Write("test/b/2.png", Png(9, 8));
        Check();
    }

    [Theory]
    [InlineData("pages.tif")]
    [InlineData("frames.gif")]
    public void Of_several_pages_or_frames_the_first_is_read_and_that_is_said(string name)
    {
        File.Copy(Path.Combine(Pictures.Folder, name), folder.PathOf($"val/a/{name}"));
        Assert.Equal($"Data: 1 image file has several pages or frames, of which the first is read: val/a/{name}.", Assert.Single(Check("{resize: [4, 4]}")));
        File.Copy(Path.Combine(Pictures.Folder, "palette.gif"), folder.PathOf("val/a/one.gif"));
        Assert.Single(Check("{resize: [4, 4]}"));
    }

    [Fact]
    public void A_picture_on_its_side_is_named_where_the_recipe_refuses_it_and_counts_as_it_is_turned()
    {
        File.Copy(Path.Combine(Pictures.Folder, "profile6.png"), folder.PathOf("val/a/2.png"));
        Assert.Contains("val/a/2.png: its EXIF data says orientation 6 (on its side, to be turned right), "
            + "and data.orientation is refuse", Problem(data: "{orientation: refuse}"), StringComparison.Ordinal);
        Assert.Contains("val/a/2.png: the model would see 61×41 pixels", Problem(), StringComparison.Ordinal);
        Assert.Contains("val/a/2.png: the model would see 41×61 pixels", Problem(data: "{orientation: ignore}"), StringComparison.Ordinal);
    }

    [Fact]
    public void Damage_that_only_decoding_finds_is_found_where_the_recipe_asks_for_it()
    {
        var bytes = Png(8, 8);
        var at = bytes.AsSpan().IndexOf("IDAT"u8);
        bytes[at + 8] ^= 0xFF;
        var length = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(at - 4));
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(
            bytes.AsSpan(at + 4 + length), System.IO.Hashing.Crc32.HashToUInt32(bytes.AsSpan(at, 4 + length)));
        Write("train/b/1.png", bytes);
        Check();
        Assert.Contains("\n  train/b/1.png: it", Problem(data: "{check: pixels}"), StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_found_is_remembered_for_these_very_files()
    {
        Write("val/b/2.png", []);
        var (snapshot, manifest) = Seal();
        Assert.Contains("val/b/2.png: it is empty", Problem(snapshot, manifest), StringComparison.Ordinal);
        // Whoever asks the file itself would not say so any more.
        Write("val/b/2.png", Png(8, 8));
        Assert.Contains("val/b/2.png: it is empty", Problem(snapshot, manifest), StringComparison.Ordinal);
        Check();
    }

    [Fact]
    public void Where_contents_are_checked_while_they_are_read_so_are_the_training_images()
    {
        Write("train/b/2.png", []);
        Check(data: "{verify: while-reading}");
        Write("val/b/2.png", []);
        Assert.DoesNotContain("train/b/2.png", Problem(data: "{verify: while-reading}"), StringComparison.Ordinal);
    }

    private static byte[] Png(int height, int width) =>
        ImagePng.Encode(new Image(height, width, [.. Enumerable.Range(0, 3 * height * width).Select(value => (byte)(value * 37))]));

    private void Write(string relPath, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder.PathOf(relPath)) ?? "");
        File.WriteAllBytes(folder.PathOf(relPath), bytes);
    }

    private (Snapshot Snapshot, Manifest Manifest) Seal()
    {
        var snapshot = new Snapshot(folder.FullPath);
        return (snapshot, snapshot.Describe(null, trustUntouched: false, TimeProvider.System, hashedBytes: null, TestContext.Current.CancellationToken));
    }

    private string Problem(string augment = "{}", string data = "{}")
    {
        var (snapshot, manifest) = Seal();
        return Problem(snapshot, manifest, augment, data);
    }

    private static string Problem(Snapshot snapshot, Manifest manifest, string augment = "{}", string data = "{}") =>
        Assert.Throws<ImageCheckException>(() => Check(snapshot, manifest, augment, data)).Message;

    private IReadOnlyList<string> Check(string augment = "{}", string data = "{}")
    {
        var (snapshot, manifest) = Seal();
        return Check(snapshot, manifest, augment, data);
    }

    private static IReadOnlyList<string> Check(Snapshot snapshot, Manifest manifest, string augment, string data)
    {
        var recipe = RecipeReader.Resolve(
            "recipe.yaml", Encoding.UTF8.GetBytes($"{{seed: 1, dataset: d, augment: {augment}, data: {data}}}"), [], processorCount: 2, RecipeText.BuiltIn)
            .Recipe;
        var pass = new GatePass(manifest, "", recipe.Data.Verify == "while-reading" ? new ReadingCheck(snapshot, manifest) : null);
        return ImageCheck.Demand(
            recipe, snapshot, pass, Dataset.Read(snapshot, manifest, recipe.Data, recipe.Split, splitFile: null), TestContext.Current.CancellationToken);
    }
}
