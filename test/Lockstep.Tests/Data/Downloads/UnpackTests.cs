using System.Diagnostics;
using System.Formats.Tar;
using System.Text;
using Lockstep.Archives;

namespace Lockstep.Tests.Data.Downloads;

public sealed partial class UnpackTests : IDisposable
{
    private const int Megabyte = 1 << 20;
    private readonly UnpackPlace place = new();

    public static TheoryData<string> HarmfulNames =>
    [
        "../outside", "a/../../outside", "a/..", "..", "/outside", "//outside", "a\\..\\outside", "..\\outside", "C:/outside", "c:outside", "a\nb",
        "a\rb", "a\tb", "a\u007fb", "\u001b[31m", "",
        string.Join('/', Enumerable.Repeat("d", 256)), new string('n', 256), string.Join('/', Enumerable.Repeat(new string('n', 200), 11)),
    ];

    public void Dispose()
    {
        var beside = place.Beside().ToList();
        place.Dispose();
        Assert.Empty(beside);
    }

    [Theory]
    [InlineData("d.tar.gz", "czf")]
    [InlineData("d.tgz", "czf")]
    [InlineData("d.tar", "cf")]
    [InlineData("d", "czf")]
    [InlineData("d", "cf")]
    public async Task What_tar_packs_is_unpacked_without_its_top_folder(string name, string options)
    {
        var folder = Directory.CreateTempSubdirectory("lockstep-tar-").FullName;
        try
        {
            var deep = Path.Combine(folder, "top", string.Join('/', Enumerable.Repeat("deep", 60)));
            Directory.CreateDirectory(deep);
            await File.WriteAllTextAsync(Path.Combine(deep, "ü b.txt"), "far", TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(Path.Combine(folder, "top", "empty"), "", TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(Path.Combine(folder, "top", "x"), new string('x', 100_000), TestContext.Current.CancellationToken);
            using var tar = Process.Start("tar", [options, Path.Combine(folder, "packed"), "-C", folder, "top"]);
            await tar.WaitForExitAsync(TestContext.Current.CancellationToken);
            var files = place.Unpack(null, (name, await File.ReadAllBytesAsync(Path.Combine(folder, "packed"), TestContext.Current.CancellationToken)));
            Assert.Equal(
                [Path.GetRelativePath(Path.Combine(folder, "top"), Path.Combine(deep, "ü b.txt")), "empty", "x"], files.Keys.Order(StringComparer.Ordinal));
            Assert.Equal(100_000, files["x"].Length);
            Assert.Equal(["the folder 'top' held everything; its files lie at the snapshot's root"], place.Notes);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Several_archives_fill_one_folder_and_keep_the_folders_that_differ()
    {
        var files = place.Unpack(null, ("train.zip", ArchiveFile.Zip(("train/a/1.jpg", "1"))), ("test.zip", ArchiveFile.Zip(("test/a/1.jpg", "2"))));
        Assert.Equal(new Dictionary<string, string> { ["train/a/1.jpg"] = "1", ["test/a/1.jpg"] = "2" }, files);
        Assert.Empty(place.Notes);
    }

    [Fact]
    public void Files_beside_a_folder_keep_it() =>
        Assert.Equal(["a", "top/b"], place.Unpack(null, ("x.zip", ArchiveFile.Zip(("top/b", ""), ("a", "")))).Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Two_archives_with_one_path_are_refused() =>
        Refused("'a' is there twice", ("one.zip", ArchiveFile.Zip(("a", "1"))), ("two.zip", ArchiveFile.Zip(("a", "1"))));

    [Fact]
    public void A_lone_gz_is_unpacked_and_one_of_idx_kept_as_it_is()
    {
        byte[] idx = [0, 0, 8, 1, 0, 0, 0, 1, 7];
        var files = place.Unpack(null, ("notes.txt.gz", ArchiveFile.Gzip("note"u8.ToArray())), ("labels-idx1-ubyte.gz", ArchiveFile.Gzip(idx)), ("weights.npz",
            ArchiveFile.Zip(("w", "1"))));
        Assert.Equal(["labels-idx1-ubyte.gz", "notes.txt", "weights.npz"], files.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("note", files["notes.txt"]);
    }

    [Fact]
    public void What_macOS_leaves_is_left_out_and_said()
    {
        var files = place.Unpack(null, ("x.zip", ArchiveFile.Zip(("top/a", "1"), ("__MACOSX/top/._a", "2"), ("top/.DS_Store", "3"), ("top/._b", "4"))));
        Assert.Equal(["a"], files.Keys);
        Assert.Contains("keep for themselves: __MACOSX, .DS_Store, ._*", place.Notes[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_comes_twice_under_two_names_is_stored_once()
    {
        Assert.Equal(2, place.Unpack(null, ("x.zip", ArchiveFile.Zip(("a", "same"), ("b", "same")))).Count);
        Assert.Single(Directory.EnumerateFiles(place.Objects, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void A_manifest_that_comes_along_is_left_out_and_said()
    {
        Assert.Equal(
            ["a", "sub/manifest.json"],
            place.Unpack(null, ("x.zip", ArchiveFile.Zip(("top/a", "1"), ("top/manifest.json", "{}"), ("top/sub/manifest.json", "{}")))).Keys
                .Order(StringComparer.Ordinal));
        Assert.Contains("left out the manifest.json", place.Notes[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Links_to_files_inside_become_files()
    {
        var files = place.Unpack(null, ("x.tar", ArchiveFile.Tar(
            ArchiveFile.Link("top/early", "d/a"),
            ArchiveFile.File("top/d/a", "text"),
            ArchiveFile.Link("top/hard", "top/d/a", hard: true),
            ArchiveFile.Link("top/d/back", "../early"),
            ArchiveFile.Link("top/to-folder-file", "./d/../d/back"))));
        Assert.Equal(["d/a", "d/back", "early", "hard", "to-folder-file"], files.Keys.Order(StringComparer.Ordinal));
        Assert.All(files.Values, text => Assert.Equal("text", text));
        Assert.Empty(place.LinksInside());
        Assert.Contains("4 that were links are files of their own now", place.Notes);
    }

    [Fact]
    public void Links_in_a_zip_are_treated_alike()
    {
        Assert.Equal("text", place.Unpack(null, ("x.zip", ArchiveFile.Zip(("a", "text", 0x81A4), ("l", "a", 0xA1FF))))["l"]);
        Assert.Empty(place.LinksInside());
        Refused("'l' is a link out of the archive", ("x.zip", ArchiveFile.Zip(("l", "/etc/passwd", 0xA1FF))));
    }

    [Theory]
    [InlineData("/etc/passwd", false, "out of the archive")]
    [InlineData("../outside", false, "out of the archive")]
    [InlineData("../../../../etc/passwd", false, "out of the archive")]
    [InlineData("/etc/passwd", true, "out of the archive")]
    [InlineData("../a", true, "out of the archive")]
    [InlineData("absent", false, "does not hold")]
    [InlineData("a/below", false, "does not hold")]
    [InlineData("folder", false, "to a folder")]
    [InlineData(".", false, "to a folder")]
    [InlineData("link", false, "over more than 40")]
    [InlineData("x\\y", false, "does not hold")]
    public void A_link_to_anything_but_a_file_inside_is_refused(string target, bool hard, string because) =>
        Refused(because, ("x.tar", ArchiveFile.Tar(ArchiveFile.File("a", ""), ArchiveFile.File("folder/b", ""), ArchiveFile.Link("link", target, hard))));

    [Theory]
    [InlineData("/tmp")]
    [InlineData(".")]
    [InlineData("folder")]
    public void No_file_goes_through_a_link(string target)
    {
        Refused(
            "lies below 'link', which is no folder",
            ("x.tar", ArchiveFile.Tar(ArchiveFile.File("folder/b", ""), ArchiveFile.Link("link", target), ArchiveFile.File("link/outside", "x"))));
        Refused("'link' is there twice", ("x.tar", ArchiveFile.Tar(ArchiveFile.Link("link", target), ArchiveFile.File("link", "x"))));
        Refused("'link' is there twice", ("x.tar", ArchiveFile.Tar(ArchiveFile.File("link/inside", "x"), ArchiveFile.Link("link", target))));
    }

    [Theory]
    [MemberData(nameof(HarmfulNames))]
    public void A_harmful_name_is_refused(string name)
    {
        if (name.Length < 100)
        {
            Refused("the entry '", ("x.tar", ArchiveFile.Header(Encoding.UTF8.GetBytes(name), '0')));
        }

        // A name that ends the header, or is none, leaves that of the next one in force.
        var record = ArchiveFile.Record("path", name);
        Refused(
            "x.tar: not unpacked",
            ("x.tar", [
                .. ArchiveFile.Header("p"u8.ToArray(), 'x', Encoding.UTF8.GetByteCount(record)), .. ArchiveFile.Block(record), .. ArchiveFile.Header(
                    "good"u8.ToArray(), '0')
            ]),
            orHarmless: name.Length == 0);
        if (name.Length > 0)
        {
            Refused("the entry '", ("x.zip", ArchiveFile.Zip((name, "x"))));
        }
    }

    [Fact]
    public void A_name_with_a_NUL_or_one_that_is_not_UTF_8_is_refused()
    {
        Refused("not UTF-8", ("x.tar", ArchiveFile.Header([0x61, 0xE9, 0x62], '0')));
        Refused("not UTF-8", ("x.zip", ArchiveFile.Replace(ArchiveFile.Zip(("aQb", "")), "aQb", "a\u00e9b")));
        Refused("control character", ("x.zip", ArchiveFile.Replace(ArchiveFile.Zip(("aQb", "")), "aQb", "a\0b")));
        var record = ArchiveFile.Record("path", "a\0b");
        Refused(
            "the entry 'a",
            ("x.tar",
                [.. ArchiveFile.Header("p"u8.ToArray(), 'x', record.Length), .. ArchiveFile.Block(record), .. ArchiveFile.Header("good"u8.ToArray(), '0')]),
            orHarmless: true);
    }

    [Fact]
    public void Dots_and_doubled_slashes_are_no_harm()
    {
        Assert.Equal(["b", "c"], place.Unpack(null, ("x.tar",
            ArchiveFile.Tar(new UstarTarEntry(TarEntryType.Directory, "./"), ArchiveFile.File("./a/b", ""), ArchiveFile.File("a//./c", "")))).Keys
            .Order(StringComparer.Ordinal));
        Refused("the place of the destination", ("x.tar", ArchiveFile.Tar(ArchiveFile.File("./.", "x"))));
    }

    [Theory]
    [InlineData('3', "is a device")]
    [InlineData('4', "is a device")]
    [InlineData('6', "is a pipe")]
    [InlineData('S', "SparseFile")]
    [InlineData('M', "is neither file nor folder")]
    public void A_device_or_pipe_is_refused(char type, string because) => Refused(because, ("x.tar", ArchiveFile.Header("dev"u8.ToArray(), type)));

    [Theory]
    [InlineData(0x2000)]
    [InlineData(0x6000)]
    [InlineData(0x1000)]
    [InlineData(0xC000)]
    public void A_device_or_pipe_in_a_zip_is_refused(int mode) => Refused("the entry 'dev' is", ("x.zip", ArchiveFile.Zip(("dev", "", mode))));

    [Fact]
    public void A_path_that_comes_twice_is_refused()
    {
        Refused("'a' is there twice", ("x.tar", ArchiveFile.Tar(("a", "1"), ("./a", "2"))));
        Refused("'a' is there twice", ("x.zip", ArchiveFile.Zip(("a", "1"), ("a", "2"))));
        Refused("'a/b' lies below 'a', which is no folder", ("x.zip", ArchiveFile.Zip(("a", "1"), ("a/b", "2"))));
        Refused("'a' is there twice", ("x.zip", ArchiveFile.Zip(("a/b", "1"), ("a", "2"))));
    }

    private void Refused(string because, (string Name, byte[] Bytes) archive, bool orHarmless = false)
    {
        try
        {
            var files = place.Unpack(null, archive);
            Assert.True(orHarmless, $"not refused: {string.Join(", ", files.Keys)}");
            Assert.Empty(place.LinksInside());
            Directory.Delete(place.Destination, recursive: true);
        }
        catch (ArchiveException exception)
        {
            Assert.Contains(because, exception.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(exception.Message, char.IsControl);
        }
    }

    private void Refused(string because, params (string Name, byte[] Bytes)[] archives) =>
        Assert.Contains(because, Assert.Throws<ArchiveException>(() => place.Unpack(null, archives)).Message, StringComparison.Ordinal);
}
