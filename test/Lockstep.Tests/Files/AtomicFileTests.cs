using Lockstep.Files;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Files;

public sealed class AtomicFileTests
{
    [Fact]
    public void A_write_that_fails_half_way_leaves_the_previous_file_and_nothing_else()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("run.json", "before");
        var thrown = Assert.Throws<IOException>(() => AtomicFile.Write(path, FailHalfWay));
        Assert.Equal("the disk is full", thrown.Message);
        Assert.Equal("before", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.FullPath));
    }

    [Fact]
    public void A_first_write_that_fails_half_way_leaves_nothing()
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<IOException>(() => AtomicFile.Write(folder.PathOf("run.json"), FailHalfWay));
        Assert.Empty(Directory.GetFileSystemEntries(folder.FullPath));
    }

    [Fact]
    public void Until_the_write_is_done_a_reader_sees_the_previous_file()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("run.json", "before, and longer");
        AtomicFile.Write(path, stream =>
        {
            stream.Write("after"u8);
            stream.Flush();
            Assert.Equal("before, and longer", File.ReadAllText(path));
        });
        Assert.Equal("after", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.FullPath));
    }

    [Fact]
    public void A_folder_in_the_way_stays_and_nothing_is_left_beside_it()
    {
        using var folder = new TemporaryFolder();
        folder.Write("run.json/inside", "before");
        Assert.ThrowsAny<Exception>(() => AtomicFile.WriteAllText(folder.PathOf("run.json"), "after"));
        Assert.Equal("before", File.ReadAllText(folder.PathOf("run.json/inside")));
        Assert.Equal([folder.PathOf("run.json")], Directory.GetFileSystemEntries(folder.FullPath));
    }

    [Fact]
    public void Text_is_UTF_8_without_a_byte_order_mark()
    {
        using var folder = new TemporaryFolder();
        AtomicFile.WriteAllText(folder.PathOf("text"), "é😀\n");
        Assert.Equal([0xc3, 0xa9, 0xf0, 0x9f, 0x98, 0x80, 0x0a], File.ReadAllBytes(folder.PathOf("text")));
    }

    private static void FailHalfWay(Stream stream)
    {
        stream.Write("half of wh"u8);
        stream.Flush();
        throw new IOException("the disk is full");
    }
}
