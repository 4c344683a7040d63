using System.Buffers.Binary;
using System.IO.Compression;
using CsCheck;
using Lockstep.Files;

namespace Lockstep.Tests.Files;

public sealed class GzipReaderTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8_192)]
    [InlineData(300_000)]
    public void What_was_packed_comes_out_of_one_member_and_of_several_and_zeros_may_follow(int bytes)
    {
        var content = Content(bytes);
        var packed = Packed(content);
        Assert.Equal(content, Unpacked(packed));
        Assert.Equal((byte[])[.. content, .. content, .. content], Unpacked([.. packed, .. Packed([]), .. packed, .. packed]));
        Assert.Equal(content, Unpacked([.. packed, .. new byte[10_240]]));
        Assert.Equal(content, Unpacked(WithAllOfTheHeader(packed)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(100_000)]
    public void A_file_that_breaks_off_anywhere_is_damaged(int bytes)
    {
        var packed = Packed(Content(bytes));
        foreach (var length in Enumerable.Range(1, Math.Min(30, packed.Length))
            .Select(end => packed.Length - end).Append(packed.Length / 2).Where(length => length > 0))
        {
            Assert.Throws<InvalidDataException>(() => Unpacked(packed[..length]));
            Assert.Throws<InvalidDataException>(() => Unpacked([.. packed, .. packed[..length]]));
        }
    }

    [Theory]
    [InlineData("rubbish")]
    [InlineData("\0\0\0rubbish")]
    [InlineData("\u001f")]
    [InlineData("\0")]
    public void What_follows_and_is_no_member_is_damage_but_for_zeros(string behind)
    {
        byte[] packed = [.. Packed(Content(1000)), .. behind.Select(unit => (byte)unit)];
        if (behind == "\0")
        {
            Assert.Equal(1000, Unpacked(packed).Length);
        }
        else
        {
            Assert.Throws<InvalidDataException>(() => Unpacked(packed));
        }
    }

    [Fact]
    public void A_bit_that_flipped_is_found_wherever_it_is_but_in_what_the_header_says_for_people()
    {
        var content = Content(3_000);
        var packed = Packed(content);
        var found = 0;
        Gen.Int[10, packed.Length - 1].Select(Gen.Int[0, 7]).Sample(
            (at, bit) =>
            {
                var changed = packed.ToArray();
                changed[at] ^= (byte)(1 << bit);
                try
                {
                    // The last bits of the packed data fill up a byte, and say nothing.
                    Assert.Equal(content, Unpacked(changed));
                }
                catch (InvalidDataException)
                {
                    Interlocked.Increment(ref found);
                }
            },
            iter: 2_000);
        Assert.True(found > 1_900, $"{found}");
    }

    private static byte[] Content(int bytes) => [.. Enumerable.Range(0, bytes).Select(index => (byte)(index * index % 251))];

    private static byte[] Packed(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(content);
        }

        // Of nothing the library writes nothing at all.
        return content.Length > 0 ? packed.ToArray() : [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    }

    /// <summary>The same with everything that a header may hold: extra bytes, a name, a comment and a checksum of it.</summary>
    private static byte[] WithAllOfTheHeader(byte[] packed)
    {
        byte[] extra = [5, 0, 1, 2, 3, 4, 5];
        byte[] header = [.. packed[..3], 0x1E, .. packed[4..10], .. extra, .. "a.txt\0"u8, .. "why\0"u8];
        var sum = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(sum, (ushort)System.IO.Hashing.Crc32.HashToUInt32(header));
        return [.. header, .. sum, .. packed[10..]];
    }

    private static byte[] Unpacked(byte[] packed)
    {
        using var reader = new GzipReader(new MemoryStream(packed));
        using var content = new MemoryStream();
        reader.CopyTo(content);
        return content.ToArray();
    }
}
