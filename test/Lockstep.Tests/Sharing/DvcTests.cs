using System.Text;
using System.Text.Json;
using CsCheck;
using Lockstep.Sharing.Dvc;
using Lockstep.Snapshots;

namespace Lockstep.Tests.Sharing;

public sealed class DvcTests
{
    private const string Md5 = "900150983cd24fb0d6963f7d28e17f72";

    // The id stands in DVC's own tests (dvc-data, tests/index/test_index.py), for the files bar ("bar\n") and baz ("baz\n").
    [Fact]
    public void The_id_is_DVCs()
    {
        const string Listing =
            """[{"md5": "c157a79031e1c40f85931829bc5fc552", "relpath": "bar"}, {"md5": "258622b1688250cb619f3c9ccaefb7eb", "relpath": "baz"}]""";
        var parsed = DvcDirectory.Parse(Encoding.UTF8.GetBytes(Listing), "x.dir");
        Assert.Equal("1f69c66028c35037e8bf67e5bc4ceb6a.dir", parsed.Id);
        Assert.Equal(Listing, Encoding.UTF8.GetString(parsed.ToBytes()));
    }

    [Fact]
    public void Entries_are_sorted_and_other_members_left_out() =>
        Assert.Equal(
            "1f69c66028c35037e8bf67e5bc4ceb6a.dir",
            DvcDirectory.Parse(
                """[{"relpath":"baz","md5":"258622B1688250CB619F3C9CCAEFB7EB","size":4},{"relpath":"bar","md5":"c157a79031e1c40f85931829bc5fc552"}]"""u8,
                "x.dir").Id);

    [Fact]
    public void Text_is_escaped_as_Python_escapes_it()
    {
        const string Listing = $$"""[{"md5": "{{Md5}}", "relpath": "\u0001\b\f\n\r\t\"\\\u007f\u00fc\ud83d\ude00"}]""";
        Assert.Equal(Listing, Encoding.UTF8.GetString(DvcDirectory.Parse(Encoding.UTF8.GetBytes(Listing), "x.dir").ToBytes()));
    }

    [Fact]
    public void A_snapshot_and_its_listing_agree()
    {
        using var place = new SnapshotFolder("cat/1.png", "dog/ü 😀\".png");
        var (listing, path) = DvcWriter.Write(place.Snapshot, place.Manifest, place.PathOf("cats.dvc"), TestContext.Current.CancellationToken);
        Assert.Equal(["cat/1.png", "dog/ü 😀\".png", "manifest.json"], listing.Files.Select(file => file.RelPath));
        Assert.Contains("""\u00fc \ud83d\ude00\".png""", File.ReadAllText(path), StringComparison.Ordinal);
        Assert.Equal(
            $"outs:\n- md5: {listing.Id}\n  size: {place.Manifest.Bytes + new FileInfo(place.Snapshot.ManifestPath).Length}\n  nfiles: 3\n  hash: "
            + "md5\n  path: cats\n",
            place.Read("cats.dvc"));
        Assert.Empty(DvcSource.Read(place.PathOf("cats.dvc")).Verify(place.Snapshot.Folder, TestContext.Current.CancellationToken));
        Assert.Empty(DvcSource.Read(path).Verify(place.Snapshot.Folder, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Every_difference_is_a_finding()
    {
        using var place = new SnapshotFolder();
        var (listing, _) = DvcDirectory.Describe(place.Snapshot, place.Manifest, TestContext.Current.CancellationToken);
        place.Write("cats/cat/1.png", "other");
        File.Delete(place.PathOf("cats/dog/1.png"));
        place.Write("cats/new.txt", "new");
        Assert.Equal(
            [(SnapshotFindingKind.Changed, "cat/1.png"), (SnapshotFindingKind.Missing, "dog/1.png"), (SnapshotFindingKind.Extra, "new.txt")],
            listing.Verify(place.Snapshot.Folder, TestContext.Current.CancellationToken).Select(finding => (finding.Kind, finding.RelPath)));
    }

    [Fact]
    public void A_manifest_that_DVC_does_not_know_of_is_no_finding()
    {
        using var place = new SnapshotFolder("abc");
        place.Write("cats/abc", "abc");
        var listing = DvcDirectory.Parse(Encoding.UTF8.GetBytes($$"""[{"md5": "{{Md5}}", "relpath": "abc"}]"""), "x.dir");
        Assert.Empty(listing.Verify(place.Snapshot.Folder, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void The_listing_is_found_in_the_cache_above()
    {
        using var place = new SnapshotFolder();
        var (listing, path) = DvcWriter.Write(place.Snapshot, place.Manifest, place.PathOf("repo/data/cats.dvc"), TestContext.Current.CancellationToken);
        Directory.CreateDirectory(place.PathOf($"repo/.dvc/cache/files/md5/{listing.Id[..2]}"));
        File.Move(path, place.PathOf($"repo/.dvc/cache/files/md5/{listing.Id[..2]}/{listing.Id[2..]}"));
        Assert.Equal(listing.Id, DvcSource.Read(place.PathOf("repo/data/cats.dvc")).Id);

        File.Delete(place.PathOf($"repo/.dvc/cache/files/md5/{listing.Id[..2]}/{listing.Id[2..]}"));
        Assert.Contains(
            "neither beside it nor in a cache",
            Assert.Throws<DvcException>(() => DvcSource.Read(place.PathOf("repo/data/cats.dvc"))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_listing_that_the_dvc_file_does_not_name_is_refused()
    {
        using var place = new SnapshotFolder();
        var (_, path) = DvcWriter.Write(place.Snapshot, place.Manifest, place.PathOf("cats.dvc"), TestContext.Current.CancellationToken);
        File.WriteAllText(path, $$"""[{"md5": "{{Md5}}", "relpath": "abc"}]""");
        Assert.Contains(
            "one of the two was changed", Assert.Throws<DvcException>(() => DvcSource.Read(place.PathOf("cats.dvc"))).Message, StringComparison.Ordinal);
        Assert.Throws<LockstepException>(
            () => DvcWriter.Write(place.Snapshot, place.Manifest, place.PathOf("cats.dvc"), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("{}", "expected a list")]
    [InlineData("[] []", "not JSON")]
    [InlineData("[1]", "entry 0 must have")]
    [InlineData("[{\"md5\": \"abc\", \"relpath\": \"x\"}]", "32 hexadecimal digits")]
    [InlineData($"[{{\"etag\": \"{Md5}\", \"relpath\": \"x\"}}]", "32 hexadecimal digits")]
    [InlineData($"[{{\"md5\": \"{Md5}\", \"relpath\": \"../x\"}}]", "leads out")]
    [InlineData($"[{{\"md5\": \"{Md5}\", \"relpath\": \"/x\"}}]", "absolute")]
    [InlineData($"[{{\"md5\": \"{Md5}\", \"relpath\": \"a/..\\\\..\\\\x\"}}]", "leads out")]
    [InlineData($"[{{\"md5\": \"{Md5}\", \"relpath\": \"a//x\"}}]", "empty part")]
    [InlineData($"[{{\"md5\": \"{Md5}\", \"relpath\": \"\\ud800\"}}]", "not")]
    [InlineData($"[{{\"md5\": \"{Md5}\", \"relpath\": \"x\"}}, {{\"md5\": \"{Md5}\", \"relpath\": \"x\"}}]", "listed twice")]
    public void A_bad_listing_is_refused(string json, string message) =>
        Assert.Contains(
            message, Assert.Throws<DvcException>(() => DvcDirectory.Parse(Encoding.UTF8.GetBytes(json), "x.dir")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("", "empty")]
    [InlineData("outs: [", "not YAML")]
    [InlineData("outs: []", "one entry below 'outs'")]
    [InlineData("- outs", "one entry below 'outs'")]
    [InlineData($"outs:\n- md5: {Md5}\n  hash: md5\n  path: x", "'.dir', as a folder has")]
    [InlineData("outs:\n- md5: abc.dir\n  hash: md5\n  path: x", "32 hexadecimal digits")]
    [InlineData("outs:\n- hash: md5\n  path: x\n  files: []", "no listing")]
    [InlineData($"outs:\n- etag: {Md5}\n  hash: etag\n  path: x", "only md5")]
    public void A_bad_dvc_file_is_refused(string yaml, string message) =>
        Assert.Contains(message, Assert.Throws<DvcException>(() => DvcFile.Parse(Encoding.UTF8.GetBytes(yaml), "x.dvc")).Message, StringComparison.Ordinal);

    [Fact]
    public void What_DVC_before_3_wrote_is_refused_with_the_way_out()
    {
        using var place = new SnapshotFolder();
        place.Write("old.dvc", $"outs:\n- md5: {Md5}.dir\n  size: 3\n  nfiles: 1\n  path: old\n");
        Assert.Contains("dvc cache migrate", Assert.Throws<DvcException>(() => DvcSource.Read(place.PathOf("old.dvc"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_listing_or_dvc_file_gives_a_value_or_a_DVC_exception()
    {
        var sources = new[]
        {
            $$"""[{"md5": "{{Md5}}", "relpath": "cat/1.png"}, {"md5": "{{Md5}}", "relpath": "\u00fc\n"}]""",
            $"outs:\n- md5: {Md5}.dir\n  size: 12\n  nfiles: 2\n  hash: md5\n  path: cats\n",
        };
        string[] splices = [
            "\"", "\\", "[", "]", "{", "}", ",", ":", "../", "\\ud800", "\0", "\n", "- ", "&a ", "*a", "null", "1e999", "\uFEFF", "😀", "\"relpath\"",
            "!!x ", "? ", "---\n"
        ];
        var damaged = Gen.Select(Gen.OneOf(sources), Gen.Int[0, 1000], Gen.Int[0, 9], Gen.OneOf(splices), Gen.Byte, (source, at, length, splice, noise) =>
        {
            var bytes = Encoding.UTF8.GetBytes(source).ToList();
            var from = at % bytes.Count;
            if (length % 3 == 0)
            {
                bytes.RemoveRange(from, Math.Min(length, bytes.Count - from));
            }

            bytes.InsertRange(Math.Min(from, bytes.Count), length % 3 == 2 ? [noise] : Encoding.UTF8.GetBytes(splice));
            return bytes.ToArray();
        });
        var read = 0;
        damaged.Sample(
            bytes =>
            {
                if (Reads(() => DvcDirectory.Parse(bytes, "x.dir")) is { } listing)
                {
                    Assert.Equal(listing.Id, DvcDirectory.Parse(listing.ToBytes(), "x.dir").Id);
                    Assert.All(listing.Files, file => Assert.DoesNotContain("..", file.RelPath.Split('/', '\\')));
                    Assert.Equal(JsonValueKind.Array, JsonDocument.Parse(listing.ToBytes()).RootElement.ValueKind);
                    Interlocked.Increment(ref read);
                }

                Interlocked.Add(ref read, Reads(() => DvcFile.Parse(bytes, "x.dvc")) is null ? 0 : 1);
            },
            iter: 10_000);
        Assert.InRange(read, 500, 9_500);
    }

    private static T? Reads<T>(Func<T> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (DvcException exception)
        {
            Assert.DoesNotContain('\n', exception.Message);
            return null;
        }
    }
}
