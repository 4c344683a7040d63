using System.Globalization;
using System.Text;
using CsCheck;
using Lockstep.Files;
using Lockstep.Snapshots;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Data;

public sealed class ManifestTests
{
    [Fact]
    public void A_file_of_millions_takes_its_digest_as_bytes_and_is_never_written_as_a_whole()
    {
        const int Files = 50_000;
        string[] paths = [.. Enumerable.Range(0, Files).Select(number => string.Create(CultureInfo.InvariantCulture, $"class/{number:D8}.png"))];
        var digest = Sha256Digest.Parse(Digest);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var entries = new ManifestEntry[Files];
        for (var index = 0; index < Files; index++)
        {
            entries[index] = new ManifestEntry(paths[index], index, digest);
        }

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / Files, 0, 80);
        var manifest = Manifest.Of(entries, "it");
        before = GC.GetAllocatedBytesForCurrentThread();
        manifest.WriteTo(Stream.Null);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void What_lies_below_a_folder_is_found_by_its_beginning()
    {
        var manifest = Manifest.Of(((string[])["a/.git/config", "a/b", "😀/c"]).Select(name => new ManifestEntry(name, 1, Digest)), name: null);
        Assert.Equal([true, false, true, true, false, true], ((string[])["a/.git", "a/.hg", "a/b", "😀", "\uffff", ""]).Select(manifest.HoldsAny));
    }

    private static readonly string Digest = new('a', 64);
    private static readonly byte[] Real = Encoding.UTF8.GetBytes(Manifest.Of(
        [
            new("cat/0001.jpg", 48213, Sha256.Of("one")), new("cat/ö\\\"😀.jpg", 0, Sha256.Of("two")),
            new("dog/0001.jpg", 1L << 40, Sha256.Of("three")), new("ﬂ.jpg", 7, Sha256.Of("four")),
        ],
        "cats-dogs-v1").ToJson());

    [Fact]
    public void Reads_back_what_it_wrote()
    {
        var read = Manifest.Parse(Real, "manifest.json");
        Assert.Equal(Encoding.UTF8.GetString(Real), read.ToJson());
        Assert.Equal("cats-dogs-v1", read.Name);
        Assert.True(read.IsSealed);
        Assert.Equal(4, read.Files.Count);
        Assert.Equal(48213 + (1L << 40) + 7, read.Bytes);
    }

    [Fact]
    public void Its_id_is_what_sha256sum_makes_of_the_listing() =>
        Assert.Equal(Sha256.Of($"{Digest}  a.png\n{Digest}  b.png\n"), Manifest.Of([new("b.png", 1, Digest), new("a.png", 1, Digest)], name: null).Id);

    [Fact]
    public void Lists_in_the_order_of_the_paths_bytes_whatever_the_order_it_was_given() =>
        Gen.Shuffle((string[])["B", "a", "a/b", "a-b", "é", "ﬂ", "😀"]).Sample(names =>
            Assert.Equal(
                ["B", "a", "a-b", "a/b", "é", "ﬂ", "😀"],
                Manifest.Of(names.Select(name => new ManifestEntry(name, 1, Digest)), name: null).Files.Select(file => file.RelPath)));

    [Fact]
    public void Accepts_one_that_another_program_wrote_without_id_and_name()
    {
        var read = Manifest.Parse(Encoding.UTF8.GetBytes($$"""{"count": 1, "files": [{"relpath": "a.png", "bytes": 3, "sha256": "{{Digest}}"}]}"""), "x");
        Assert.False(read.IsSealed);
        Assert.Null(read.Name);
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("a/../../x")]
    [InlineData("a/..")]
    [InlineData("/etc/passwd")]
    [InlineData("//x")]
    [InlineData("./x")]
    [InlineData("a//x")]
    [InlineData("a/")]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a\\u0000b")]
    [InlineData("a\\nb")]
    [InlineData("a\\u007fb")]
    public void Refuses_a_path_that_leads_out_of_the_snapshot_or_is_none(string relPath) =>
        Refuses($$"""{"files": [{"relpath": "{{relPath}}", "bytes": 3, "sha256": "{{Digest}}"}]}""", "leads out of the snapshot");

    [Theory]
    [InlineData("\"bytes\": -1", "files[0] must have")]
    [InlineData("\"bytes\": 1.5", "files[0] must have")]
    [InlineData("\"bytes\": \"3\"", "files[0] must have")]
    [InlineData("\"bytes\": 9223372036854775808", "files[0] must have")]
    [InlineData("\"bytes\": null", "files[0] must have")]
    [InlineData("\"size\": 3", "files[0] must have")]
    public void Refuses_a_size_that_is_none(string size, string reason) =>
        Refuses($$"""{"files": [{"relpath": "a", {{size}}, "sha256": "{{Digest}}"}]}""", reason);

    [Theory]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("aaaa")]
    [InlineData("")]
    [InlineData("gggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggg")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void Refuses_a_digest_that_is_not_64_lower_case_hexadecimal_digits(string digest) =>
        Refuses($$"""{"files": [{"relpath": "a", "bytes": 3, "sha256": "{{digest}}"}]}""", "files[0] must have");

    [Fact]
    public void Refuses_a_path_that_is_listed_twice() =>
        Refuses(
            $$"""{"files": [{"relpath": "a", "bytes": 3, "sha256": "{{Digest}}"}, {"relpath": "a", "bytes": 3, "sha256": "{{Digest}}"}]}""",
            "'a' is listed twice");

    [Theory]
    [InlineData("\"count\": 2", "count is 2, but 1 file is listed")]
    [InlineData("\"count\": \"1\"", "count is \"1\"")]
    [InlineData("\"count\": 1.5", "count is 1.5")]
    [InlineData("\"id\": \"aaaa\"", "its id is aaaa, but its files give")]
    [InlineData("\"id\": 5", "id is 5, expected a text")]
    [InlineData("\"name\": [1]", "name is [1], expected a text")]
    [InlineData("\"count\": 1, \"count\": 1", "'count' stands twice")]
    public void Refuses_one_that_contradicts_itself(string member, string reason) =>
        Refuses($$"""{"files": [{"relpath": "a", "bytes": 3, "sha256": "{{Digest}}"}], {{member}}}""", reason);

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"files\": {}}")]
    [InlineData("{\"files\": [null]}")]
    [InlineData("{\"files\": []} {}")]
    [InlineData("{\"files\": []}x")]
    [InlineData("{\"files\": []")]
    [InlineData("{\"files\": [{\"relpath\": \"\\ud800\", \"bytes\": 1, \"sha256\": \"\"}]}")]
    public void Refuses_what_is_no_manifest(string json) => Refuses(json, "");

    [Fact]
    public void Says_which_file_can_not_be_read()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(folder.PathOf("none.json"), Assert.Throws<ManifestException>(() => Manifest.Load(folder.PathOf("none.json"))).Where);
        Assert.Throws<ManifestException>(() => Manifest.Load(folder.FullPath));
    }

    [Fact]
    public void A_sum_of_sizes_that_no_disk_holds_is_refused() =>
        Refuses(
            $$"""{"files": [{"relpath": "a", "bytes": {{long.MaxValue}}, "sha256": "{{Digest}}"}, {"relpath": "b", "bytes": 1, "sha256": "{{Digest}}"}]}""",
            "bytes");

    [Fact]
    public void A_damaged_manifest_is_consistent_or_refused()
    {
        var read = 0;
        Gen.Select(Gen.Int[0, Real.Length - 1], Gen.Int[0, 6], Gen.Byte).Array[1, 3].Sample(
            damages =>
            {
                var bytes = Damaged(damages);
                try
                {
                    var manifest = Manifest.Parse(bytes, "damaged");
                    Interlocked.Increment(ref read);
                    Assert.Equal(manifest.Files.Count, manifest.Files.Select(file => file.RelPath).Distinct().Count());
                    Assert.All(manifest.Files, file => Assert.True(file.Bytes >= 0 && Sha256.IsDigest(file.Sha256)));
                    Assert.Equal(manifest.Id, Manifest.Parse(Encoding.UTF8.GetBytes(manifest.ToJson()), "again").Id);
                    Assert.True(manifest.Bytes >= 0);
                }
                catch (ManifestException)
                {
                    // The other answer that is allowed.
                }
            },
            print: damages => Encoding.UTF8.GetString(Damaged(damages)),
            iter: 20_000);
        Assert.True(read > 100, $"only {read} of the damaged manifests were read: too much damage to find anything");
    }

    private static byte[] Damaged((int At, int Kind, byte Value)[] damages)
    {
        var bytes = Real.ToList();
        foreach (var (place, kind, value) in damages)
        {
            var at = Math.Min(place, bytes.Count - 1);
            var length = Math.Min(value % 16, bytes.Count - at);
            switch (kind)
            {
                case 0:
                    bytes[at] ^= (byte)(1 << (value % 8));
                    break;
                case 1:
                    bytes[at] = value;
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(length, bytes.Count - 1));
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                case 4:
                    bytes.Insert(at, value);
                    break;
                case 5:
                    bytes[at] = (byte)"0123456789/.\"{}[]:,\\- "[value % 22];
                    break;
                default:
                    // Without its id a manifest says less of itself, and more damage gets past the digest.
                    bytes = [.. Encoding.UTF8.GetBytes(Encoding.UTF8.GetString([.. bytes]).Replace("\"id\"", "\"iD\"", StringComparison.Ordinal))];
                    break;
            }
        }

        return [.. bytes];
    }

    private static void Refuses(string json, string reason)
    {
        var refused = Assert.Throws<ManifestException>(() => Manifest.Parse(Encoding.UTF8.GetBytes(json), "here.json"));
        Assert.Equal("here.json", refused.Where);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }
}
