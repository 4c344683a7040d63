using System.Text;
using CsCheck;
using Lockstep.Sharing;
using Lockstep.Sharing.Bags;

namespace Lockstep.Tests.Sharing;

public sealed class BagProblemTests
{
    private const string Digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    [Theory]
    [InlineData($"{Digest}  data/../../etc/passwd", "1: not a usable part of a BagIt bag: the path 'data/../../etc/passwd' leads out of the folder")]
    [InlineData($"{Digest}  data\\..\\x", "leads out of the folder")]
    [InlineData($"{Digest}  /etc/passwd", "'/etc/passwd' is absolute")]
    [InlineData($"{Digest}  C:\\data\\x", "'C:\\data\\x' is absolute")]
    [InlineData($"{Digest}  data\\x", "does not begin with 'data/'")]
    [InlineData($"{Digest}  x", "does not begin with 'data/'")]
    [InlineData($"{Digest}  data/./x", "has an empty part or a '.'")]
    [InlineData($"{Digest}  data//x", "has an empty part or a '.'")]
    [InlineData($"{Digest}  data/", "has an empty part or a '.'")]
    [InlineData($"{Digest}  ", "a path is missing")]
    [InlineData(Digest, "expected '<digest>  <path>'")]
    [InlineData("", "expected '<digest>  <path>'")]
    [InlineData("abc  data/x", "expected 64 hexadecimal digits of SHA-256, found 'abc'")]
    [InlineData($"{Digest}0  data/x", "expected 64 hexadecimal digits")]
    [InlineData($"g{Digest}  data/x", "expected 64 hexadecimal digits")]
    [InlineData($"{Digest}  data/x\n{Digest}  data/x", ":2: not a usable part of a BagIt bag: 'data/x' is listed twice")]
    public void A_payload_manifest_with_a_bad_line_is_refused(string text, string message) =>
        Assert.Contains(
            message, Assert.Throws<BagException>(() => Parse("manifest-sha256.txt", Encoding.UTF8.GetBytes(text + "\n"))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_tag_manifest_lists_no_payload() =>
        Assert.Contains(
            "a tag manifest lists none",
            Assert.Throws<BagException>(() => Parse("tagmanifest-sha256.txt", Encoding.UTF8.GetBytes($"{Digest}  data/x\n"))).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("data/x", "data/x", true)]
    [InlineData("./data/x", "data/x", true)]
    [InlineData("./data/./x", "data/./x", false)]
    [InlineData("././data/x", "data/x", false)]
    public void Before_1_0_a_path_may_begin_with_a_dot_and_stand_twice_by_the_same_digest(string first, string second, bool isRead)
    {
        BagManifest Read(BagVersion version) => BagManifest.Parse(
            "manifest-sha256.txt", DigestAlgorithm.Sha256, [$"{Digest}  {first}", $"{Digest}  {second}"], version, _ => false, "manifest-sha256.txt");
        Assert.Throws<BagException>(() => Read(BagVersion.Current));
        if (isRead)
        {
            Assert.Equal(["data/x"], Read(new BagVersion(0, 97)).Digests.Keys);
            Assert.NotEmpty(Read(new BagVersion(0, 97)).Warnings);
        }
        else
        {
            Assert.Throws<BagException>(() => Read(new BagVersion(0, 97)));
        }
    }

    [Theory]
    [InlineData("ISO-8859-1", "6e e9 0a")]
    [InlineData("UTF-16", "fe ff 00 6e 00 e9 00 0a")]
    [InlineData("UTF-16", "ff fe 6e 00 e9 00 0a 00")]
    [InlineData("utf-16be", "00 6e 00 e9 00 0a")]
    [InlineData("UTF-16LE", "6e 00 e9 00 0a 00")]
    [InlineData("UTF-8", "6e c3 a9 0a")]
    public void Tag_files_are_read_in_the_encoding_that_is_declared(string name, string bytes) =>
        Assert.Equal(["né"], BagText.LinesOf(
            Convert.FromHexString(bytes.Replace(" ", "", StringComparison.Ordinal)), Assert.IsAssignableFrom<Encoding>(BagText.EncodingOf(name)), "it"));

    [Fact]
    public void A_manifest_that_is_not_UTF_8_is_refused() =>
        Assert.Contains(
            "not UTF-8",
            Assert.Throws<BagException>(() => Parse("manifest-sha256.txt", [.. Encoding.UTF8.GetBytes($"{Digest}  data/"), 0xFF, 0x0A])).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("BagIt-Version: 1.0\n")]
    [InlineData("BagIt-Version: 2.0\nTag-File-Character-Encoding: UTF-8\n")]
    [InlineData("BagIt-Version: 1\nTag-File-Character-Encoding: UTF-8\n")]
    [InlineData("BagIt-Version: 1.0\nTag-File-Character-Encoding: KOI8-R\n")]
    [InlineData("BagIt-Version : 1.0\nTag-File-Character-Encoding: UTF-8\n")]
    [InlineData("BagIt-Version: 1.0\nTag-File-Character-Encoding:  UTF-8\n")]
    [InlineData("\uFEFFBagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")]
    public void A_declaration_that_is_not_understood_is_refused(string text)
    {
        using var place = new SnapshotFolder();
        place.Write("bag/bagit.txt", text);
        Assert.Throws<BagException>(() => Bag.Open(place.PathOf("bag")));
    }

    [Fact]
    public void A_bag_without_a_payload_manifest_or_a_payload_is_refused()
    {
        using var place = new SnapshotFolder();
        place.Write("bag/bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n");
        place.Write("bag/manifest-sha3.txt", "");
        Assert.Contains(
            "no payload manifest by a known digest", Assert.Throws<BagException>(() => Bag.Open(place.PathOf("bag"))).Message, StringComparison.Ordinal);
        place.Write("bag/manifest-sha256.txt", "");
        Assert.Contains("no folder 'data'", Assert.Throws<BagException>(() => Bag.Open(place.PathOf("bag"))).Message, StringComparison.Ordinal);
        Directory.CreateDirectory(place.PathOf("bag/data"));
        Assert.Equal(["manifest-sha3.txt"], Bag.Open(place.PathOf("bag")).UnknownManifests);
    }

    [Theory]
    [InlineData("https://example.org/x data/x")]
    [InlineData("https://example.org/x 1x data/x")]
    [InlineData("https://example.org/x 1 ../x")]
    [InlineData("https://example.org/x 1 elsewhere/x")]
    [InlineData("https://example.org/x 1 /data/x")]
    public void A_line_of_fetch_txt_that_is_not_understood_is_refused(string line) =>
        Assert.Throws<BagException>(() => BagFetch.Parse([line], BagVersion.Current, _ => false, "fetch.txt"));

    [Fact]
    public void A_value_goes_on_in_indented_lines()
    {
        var labels = BagText.LabelsOf(["Source-Organization: A", "  and B", "", "Source-Organization : C"], "bag-info.txt");
        Assert.Equal([new("Source-Organization", "A and B"), new("Source-Organization", "C")], labels);
        Assert.Throws<BagException>(() => BagText.LabelsOf(["no label"], "bag-info.txt"));
    }

    [Fact]
    public void A_damaged_manifest_is_a_manifest_or_a_bag_exception()
    {
        var line = Gen.Select(
            Gen.OneOf(Digest, Digest.ToUpperInvariant(), Digest[1..], "900150983cd24fb0d6963f7d28e17f72", "*", "\\" + Digest),
            Gen.OneOf("  ", " ", "\t", " *", ""),
            Gen.Select(Gen.OneOf("data/", "data\\", "/", "../", "data/../", "%2e%2e/", "data/%0a", "data/%25", "", "C:\\"), Gen.String[0, 6], (begin, rest) =>
                begin + rest),
            Gen.OneOf("\n", "\r\n", "\r", "", "\0", "\n\n"),
            (digest, gap, path, end) => digest + gap + path + end);
        var manifest = Gen.Select(line.Array[0, 4], Gen.Byte.Array[0, 3], Gen.Int[0, 1000], (lines, noise, at) =>
        {
            var bytes = Encoding.UTF8.GetBytes(string.Concat(lines)).ToList();
            bytes.InsertRange(at % (bytes.Count + 1), at % 3 == 0 ? noise : []);
            return bytes.ToArray();
        });
        var (read, refused) = (0, 0);
        manifest.Sample(
            bytes =>
            {
                try
                {
                    var parsed = Parse("manifest-sha256.txt", bytes);
                    Assert.All(parsed.Digests, file => Assert.True(
                        file.Key.StartsWith("data/", StringComparison.Ordinal)
                            && !file.Key.Split('/', '\\').Contains("..") && !file.Key.Contains('\0', StringComparison.Ordinal) && file.Value.Length == 64,
                        file.Key));

                    // What was read can be written, and comes back the same.
                    var text = BagManifest.Write(parsed.Digests.Select(file => (file.Value, file.Key)));
                    Assert.Equal(parsed.Digests, Parse("manifest-sha256.txt", Encoding.UTF8.GetBytes(text)).Digests);
                    Interlocked.Increment(ref read);
                }
                catch (BagException exception)
                {
                    Assert.DoesNotContain('\n', exception.Message);
                    Interlocked.Increment(ref refused);
                }
            },
            iter: 10_000);
        Assert.True(read > 500 && refused > 500, $"{read} read, {refused} refused: the damage is too great or too small to find anything");
    }

    private static BagManifest Parse(string name, byte[] bytes) =>
        BagManifest.Parse(name, DigestAlgorithm.Sha256, BagText.LinesOf(bytes, BagText.Utf8, name), BagVersion.Current, _ => false, name);
}
