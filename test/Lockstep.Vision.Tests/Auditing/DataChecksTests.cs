using Lockstep.Audit;
using Lockstep.Files;
using Lockstep.Tests.Shared;
using Lockstep.Vision.Augmentation;
using Lockstep.Vision.Images;
using SkiaSharp;

namespace Lockstep.Vision.Tests.Auditing;

/// <summary>Each check of data, on a data set that violates it and on one that doesn't.</summary>
public sealed class DataChecksTests
{
    /// <summary>What is done to a sound data set, and the checks that open the box then.</summary>
    private static readonly (string What, Action<PictureSet> Do, string[] Opening)[] s_changes =
    [
        ("nothing", _ => { }, []),
        ("the manifest is taken away", set => File.Delete(set.PathOf("manifest.json")), ["unsealed-data"]),
        ("an image is exchanged", set => set.Write("train/a/0.png", PictureSet.Drawn(900)), ["changed-data"]),
        ("an image is taken away", set => File.Delete(set.PathOf("train/a/0.png")), ["changed-data"]),
        ("an image is added", set => set.Write("train/a/900.png", PictureSet.Drawn(900)), ["changed-data"]),
        ("an image is cut off", set => Cut(set, "train/a/0.png"), ["changed-data", "broken-images"]),
        ("an image is cut off before the seal", set => Sealed(set, () => Cut(set, "train/a/0.png")), ["broken-images"]),
        ("a text is no image", set => Sealed(set, () => set.WriteBytes("val/b/900.jpg", "sorry"u8.ToArray())), ["broken-images"]),
        ("a class is moved away", set => Sealed(set, () => Directory.Delete(set.PathOf("val/b"), recursive: true)), ["missing-classes"]),
        ("a class is not tested", set => Sealed(set, () => Directory.Delete(set.PathOf("test/b"), recursive: true)), ["missing-classes"]),
        ("a class is mistyped", set => Sealed(set, () => Directory.Move(set.PathOf("val/b"), set.PathOf("val/bb"))), ["missing-classes"]),
        ("a training image is copied", set => Sealed(set, () => File.Copy(set.PathOf("train/a/0.png"), set.PathOf("test/a/900.png"))), ["shared-content"]),
        ("its pixels are saved in another format", set => Sealed(set, () =>
            set.Encode("val/a/900.webp", PictureSet.Drawn(0), SKEncodedImageFormat.Webp, 100)), ["shared-pixels"]),
        ("it is saved as JPEG 90", set => Sealed(set, () =>
            set.Encode("val/a/900.jpg", PictureSet.Drawn(0), SKEncodedImageFormat.Jpeg, 90)), ["near-duplicates"]),
        ("it is saved as JPEG 50", set => Sealed(set, () =>
            set.Encode("test/a/900.jpg", PictureSet.Drawn(0), SKEncodedImageFormat.Jpeg, 50)), ["near-duplicates"]),
        ("it is made smaller by a tenth", set => Sealed(set, () => set.Write("val/a/900.png", Resize.To(PictureSet.Drawn(0), 81, 108))), ["near-duplicates"]),
        ("a hundredth of each side is cut off", set => Sealed(set, () => set.Write("val/a/900.png", Cropped(PictureSet.Drawn(0), 1))), ["near-duplicates"]),
        ("left and right are exchanged", set => Sealed(set, () => set.Write("val/a/900.png", Mirrored(PictureSet.Drawn(0)))), ["near-duplicates"]),
        ("it is lightened", set => Sealed(set, () => set.Write("val/a/900.png", Lightened(PictureSet.Drawn(0)))), ["near-duplicates"]),
        ("two training images are alike", set => Sealed(set, () =>
            set.Encode("train/a/900.jpg", PictureSet.Drawn(0), SKEncodedImageFormat.Jpeg, 90)), []),
        ("all of it is one grey", set => Sealed(set, () =>
        {
            set.Write("train/a/900.png", Grey(100));
            set.Write("val/a/901.png", Grey(101));
        }), []),
    ];

    public static TheoryData<string> Changes => [.. s_changes.Select(change => change.What)];

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task What_is_done_to_a_data_set_opens_the_box_by_its_own_check_and_no_other(string what)
    {
        using var set = new PictureSet();
        var change = s_changes.Single(change => change.What == what);
        change.Do(set);

        var report = await set.AuditAsync();

        Assert.Equal(
            change.Opening.Order(StringComparer.Ordinal),
            report.Findings.Where(finding => finding.State == FindingState.Opens).Select(finding => finding.Check.Name).Distinct()
                .Order(StringComparer.Ordinal));
        Assert.Empty(report.Checks.Where(check => check.Check.Level == AuditLevel.Static && check.NotChecked is not null).Select(check => check.NotChecked));
        Assert.Equal(change.Opening.Length == 0 ? BoxState.Shut : BoxState.Open, report.Boxes.Single(box => box.Box == AuditedBox.Data).State);
    }

    [Fact]
    public async Task Pairs_are_written_side_by_side_on_a_page_that_loads_nothing()
    {
        using var set = new PictureSet();
        set.Encode("val/a/900.jpg", PictureSet.Drawn(3), SKEncodedImageFormat.Jpeg, 80);
        set.Seal();
        using var folder = new TemporaryFolder();

        var report = await set.AuditAsync(pairs: folder.PathOf("new/pairs.html"));

        var finding = Assert.Single(report.Findings, finding => finding.Check.Name == "near-duplicates").Finding;
        Assert.Matches(
            "^val/a/900\\.jpg is there to validate on, and is nearly train/a/3\\.png, which is trained on: [0-9] bits? of 64 differ, "
            + "correlation (0\\.99|1)", finding.Evidence);
        Assert.Equal(folder.PathOf("new/pairs.html"), finding.Picture);
        var page = await File.ReadAllTextAsync(folder.PathOf("new/pairs.html"), TestContext.Current.CancellationToken);
        Assert.Equal(2, page.Split("<img src=\"data:image/png;base64,").Length - 1);
        Assert.DoesNotMatch("(src|href)=\"(?!data:)", page);
    }

    [Fact]
    public async Task Images_that_merely_look_alike_are_no_findings_but_a_word()
    {
        using var set = new PictureSet();
        for (var place = 0; place < 30; place++)
        {
            foreach (var name in (string[])["a", "b"])
            {
                set.Write($"train/{name}/alike-{place}.png", Speckled(PictureSet.Drawn(0), (2 * place) + name[0]));
                set.Write($"val/{name}/alike-{place}.png", Speckled(PictureSet.Drawn(0), 1000 + (2 * place) + name[0]));
            }
        }

        set.Seal();
        var report = await set.AuditAsync();

        Assert.DoesNotContain(report.Findings, finding => finding.Check.Name == "near-duplicates");
        Assert.Contains("look too much alike", report.Checks.Single(check => check.Check.Name == "near-duplicates").NotChecked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Images_too_small_for_a_hash_are_held_by_their_pixels_and_that_is_said()
    {
        using var set = new PictureSet(width: 24);
        Assert.Contains(
            "a side below 32 pixels",
            (await set.AuditAsync()).Checks.Single(check => check.Check.Name == "near-duplicates").Result?.Evidence,
            StringComparison.Ordinal);
        set.Encode("val/a/900.webp", PictureSet.Drawn(0, 24, 18), SKEncodedImageFormat.Webp, 100);
        set.Seal();

        Assert.Equal("shared-pixels", Assert.Single((await set.AuditAsync()).Findings, finding => finding.State == FindingState.Opens).Check.Name);
    }

    [Theory]
    [InlineData("patient_{0}_slice_{1}", null)]
    [InlineData("video{0}-frame{1}", null)]
    [InlineData("{0}x{1}", "/([0-9]+)x")]
    [InlineData("{0}x{1}", "groups.csv:who")]
    public async Task A_group_on_both_sides_is_found_by_words_by_a_pattern_or_by_a_column(string names, string? groupBy)
    {
        // Four images a group, of which none reaches from one part into another, as parts have multiples of four.
        using var set = new PictureSet(number => string.Format(System.Globalization.CultureInfo.InvariantCulture, names, number / 4, number));
        using var folder = new TemporaryFolder();
        var table = groupBy is "groups.csv:who" ? folder.Write("groups.csv", "file,who,other\n" + string.Concat(
            Enumerable.Range(0, 48).Select(number => $"{number / 4}x{number}.png,person {number / 4},x\n")) + "leak.png,person 0,x\n") : null;
        var by = table is null ? groupBy : $"{table}:who";
        Assert.DoesNotContain((await set.AuditAsync(by)).Findings, finding => finding.Check.Name == "split-groups");

        var leak = table is null ? string.Format(System.Globalization.CultureInfo.InvariantCulture, names, 0, 900) : "leak";
        set.Write($"val/a/{leak}.png", PictureSet.Drawn(900));
        set.Seal();

        var finding = Assert.Single((await set.AuditAsync(by)).Findings, finding => finding.State == FindingState.Opens);
        Assert.Equal("split-groups", finding.Check.Name);
        Assert.Contains("4 images to train on and 1 to judge by", finding.Finding.Evidence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[a-z", "no regular expression")]
    [InlineData("frame", "no group in parentheses")]
    [InlineData("absent.csv:who", "no such file")]
    public async Task A_group_that_can_not_be_used_is_told_with_what_was_expected(string groupBy, string problem)
    {
        using var set = new PictureSet();
        Assert.Contains(
            problem, (await set.AuditAsync(groupBy)).Checks.Single(check => check.Check.Name == "split-groups").NotChecked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_property_that_gives_the_label_away_is_told_and_opens_nothing()
    {
        using var set = new PictureSet();
        Assert.DoesNotContain((await set.AuditAsync()).Findings, finding => finding.Check.Name == "label-shortcuts");
        foreach (var path in Directory.GetFiles(set.Folder, "*.png", SearchOption.AllDirectories).Where(path => path.Contains("/b/", StringComparison.Ordinal)))
        {
            var number = int.Parse(Path.GetFileNameWithoutExtension(path), System.Globalization.CultureInfo.InvariantCulture);
            set.Write(Path.GetRelativePath(set.Folder, path), PictureSet.Drawn(number, 100, 90));
        }

        set.Seal();
        var report = await set.AuditAsync();

        Assert.Contains(report.Findings, finding => finding.Finding.Evidence.Contains(
            "the width alone gives the label with a balanced accuracy of 100 %, where chance gives 50 %", StringComparison.Ordinal));
        Assert.Equal(BoxState.Shut, report.Boxes.Single(box => box.Box == AuditedBox.Data).State);
    }

    [Fact]
    public async Task Odd_images_and_rights_are_told_and_open_nothing()
    {
        using var set = new PictureSet();
        foreach (var name in (string[])["cmyk.jpg", "frames.gif", "orientation6.jpg", "deep-rgb.png"])
        {
            File.Copy(Repository.PathOf($"test/fixtures/images/{name}"), set.PathOf($"train/a/{name}"));
        }

        set.Seal();
        var report = await set.AuditAsync();
        Assert.Equal(4, report.Findings.Count(finding => finding.Check.Name == "odd-images"));
        Assert.Single(report.Findings, finding => finding.Check.Name == "writable-data");
        Assert.All(report.Findings, finding => Assert.Equal(FindingState.Advice, finding.State));

        foreach (var path in Directory.GetFiles(set.Folder, "*", SearchOption.AllDirectories))
        {
            FrozenFiles.Freeze(path);
        }

        Assert.DoesNotContain((await set.AuditAsync()).Findings, finding => finding.Check.Name == "writable-data");
    }

    [Fact]
    public async Task A_folder_without_a_split_or_of_one_class_is_told_so()
    {
        using var set = new PictureSet();
        Directory.Delete(set.PathOf("val"), recursive: true);
        Directory.Delete(set.PathOf("test"), recursive: true);
        set.Seal();
        Assert.Contains(
            "doesn't say what its images are for",
            (await set.AuditAsync()).Checks.Single(check => check.Check.Name == "near-duplicates").NotChecked,
            StringComparison.Ordinal);

        Directory.Delete(set.PathOf("train/b"), recursive: true);
        set.Seal();
        Assert.Contains(
            "only one class, 'a'", (await set.AuditAsync()).Checks.Single(check => check.Check.Name == "missing-classes").NotChecked, StringComparison.Ordinal);
    }

    private static void Sealed(PictureSet set, Action change)
    {
        change();
        set.Seal();
    }

    private static void Cut(PictureSet set, string relPath)
    {
        var bytes = File.ReadAllBytes(set.PathOf(relPath));
        set.WriteBytes(relPath, bytes[..(bytes.Length / 2)]);
    }

    private static Image Cropped(Image image, int pixels) => Moved(
        image, image.Width - (2 * pixels), image.Height - (2 * pixels), (x, y) => (x + pixels, y + pixels));

    private static Image Mirrored(Image image) => Moved(image, image.Width, image.Height, (x, y) => (image.Width - 1 - x, y));

    private static Image Moved(Image image, int width, int height, Func<int, int, (int X, int Y)> from)
    {
        var pixels = new byte[3 * width * height];
        for (var at = 0; at < width * height; at++)
        {
            var (x, y) = from(at % width, at / width);
            image.Pixels.AsSpan(3 * ((y * image.Width) + x), 3).CopyTo(pixels.AsSpan(3 * at));
        }

        return new Image(height, width, pixels);
    }

    private static Image Lightened(Image image) => new(image.Height, image.Width, [.. image.Pixels.Select(level => (byte)Math.Min(255, level * 1.2))]);

    private static Image Speckled(Image image, int seed) => new(
        image.Height, image.Width, [.. image.Pixels.Select((level, at) => (byte)Math.Clamp(level + (at * 31 * seed % 97 % 7), 0, 255))]);

    private static Image Grey(byte level) => new(64, 64, [.. Enumerable.Repeat(level, 3 * 64 * 64)]);
}
