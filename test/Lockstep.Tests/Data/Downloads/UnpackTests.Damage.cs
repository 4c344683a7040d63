using System.Text;
using Lockstep.Archives;

namespace Lockstep.Tests.Data.Downloads;

public sealed partial class UnpackTests
{
    [Fact]
    public void A_bomb_is_stopped_before_anything_is_written()
    {
        var tar = ArchiveFile.Tar(("a", "1"), ("zeros", new string('0', 2 * Megabyte)));
        foreach (var (name, bytes) in ((string, byte[])[])[
            ("x.tar.gz", ArchiveFile.Gzip(tar)), ("x.tar", tar), ("x.zip", ArchiveFile.Zip(("a", "1"), ("zeros", new string('0', 2 * Megabyte))))
        ])
        {
            var exception = Assert.Throws<UnpackLimitException>(() => place.Unpack(new UnpackLimits(Megabyte), (name, bytes)));
            Assert.Contains("--max-unpacked", exception.Message, StringComparison.Ordinal);
            Assert.Empty(Directory.EnumerateFileSystemEntries(place.Objects));
        }
    }

    [Theory]
    [InlineData("x.tar.gz")]
    [InlineData("x.tgz")]
    [InlineData("notes.txt.gz")]
    [InlineData("x")]
    public void Gzip_whose_end_is_cut_off_changed_or_followed_by_something_is_damaged(string name)
    {
        var packed = ArchiveFile.Gzip(ArchiveFile.Tar(("a/1.png", "one"), ("b/2.png", new string('x', 100_000))));
        Assert.NotEmpty(place.Unpack(null, (name, packed)));
        foreach (var damaged in (byte[][])[
            packed[..^1], packed[..^8], [.. packed[..^8], 1, 2, 3, 4, .. packed[^4..]], [.. packed[..^4], 9, 9, 9, 9], [.. packed, .. "rubbish"u8],
            [.. packed, .. packed[..^20]]
        ])
        {
            Assert.Contains("it is damaged", Assert.Throws<ArchiveException>(() => place.Unpack(null, (name, damaged))).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(14, "LZMA (method 14)")]
    [InlineData(93, "Zstandard (method 93)")]
    [InlineData(1234, "a method that has no name here (method 1234)")]
    public void A_zip_that_is_compressed_otherwise_names_the_method(int method, string name)
    {
        var zip = ArchiveFile.Zip(("a/1.png", "one"), ("b/2.png", "two"));
        var central = zip.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16LittleEndian(zip.AsSpan(central + 10), (ushort)method);
        Assert.Contains(
            $"the entry 'b/2.png' is compressed by {name}, which can't be unpacked here",
            Assert.Throws<ArchiveException>(() => place.Unpack(null, ("x.zip", zip))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_lone_gz_that_is_a_bomb_is_stopped()
    {
        Assert.Throws<UnpackLimitException>(() => place.Unpack(new UnpackLimits(Megabyte), ("x.gz", ArchiveFile.Gzip(new byte[8 * Megabyte]))));
        Assert.Empty(Directory.EnumerateFileSystemEntries(place.Objects));
    }

    [Fact]
    public void A_zip_that_lies_about_a_size_is_found_out()
    {
        var zip = ArchiveFile.Zip(("zeros", new string('0', 2 * Megabyte)));
        var size = Encoding.Latin1.GetString(BitConverter.GetBytes(2 * Megabyte));
        Refused("it is damaged", ("x.zip", ArchiveFile.Replace(zip, size, Encoding.Latin1.GetString(BitConverter.GetBytes(100)))));
        Assert.Empty(Directory.EnumerateFileSystemEntries(place.Objects));
    }

    [Fact]
    public void Many_links_to_a_large_file_count_as_many_large_files() =>
        Assert.Throws<UnpackLimitException>(() => place.Unpack(new UnpackLimits(Megabyte), ("x.tar", ArchiveFile.Tar(
            [ArchiveFile.File("a", new string('0', 100_000)), .. Enumerable.Range(0, 20).Select(number => ArchiveFile.Link($"{number}", "a"))]))));

    [Fact]
    public void More_entries_than_allowed_are_refused_and_folders_count()
    {
        Assert.Throws<UnpackLimitException>(() => place.Unpack(new UnpackLimits(Megabyte, Entries: 3), ("x.zip", ArchiveFile.Zip(("a/b/c/d", "")))));
        Assert.Single(place.Unpack(new UnpackLimits(Megabyte, Entries: 4), ("x.zip", ArchiveFile.Zip(("a/b/c/d", "")))));
    }

    [Theory]
    [InlineData('x', "a header claims")]
    [InlineData('g', "a header claims")]
    [InlineData('L', "a header claims")]
    [InlineData('K', "a header claims")]
    [InlineData('0', "it is damaged")]
    public void A_header_that_claims_more_than_there_is_is_damage(char type, string because) =>
        Refused(because, ("x.tar.gz", ArchiveFile.Gzip([.. ArchiveFile.Header("huge"u8.ToArray(), type, (1L << 31) - 100), .. new byte[4096]])));

    [Theory]
    [InlineData("x.tar")]
    [InlineData("x.tar.gz")]
    [InlineData("x.tgz")]
    [InlineData("x.zip")]
    [InlineData("x.gz")]
    public void A_file_that_is_no_such_archive_is_refused(string name)
    {
        Refused("x.", (name, "this is a text, and no archive at all"u8.ToArray()));
        Refused("x.", (name, [0]));
    }

    [Fact]
    public void Two_hundred_times_the_archive_may_come_out_and_never_less_than_a_GiB()
    {
        Assert.Equal(1L << 30, UnpackLimits.For(1).Bytes);
        Assert.Equal(2_000_000_000, UnpackLimits.For(10_000_000).Bytes);
        Assert.True(UnpackLimits.For(long.MaxValue).Bytes > 1L << 60);
    }
}
