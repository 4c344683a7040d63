using System.Buffers.Binary;
using Lockstep.Vision.Images;

namespace Lockstep.Vision.Tests.Images;

/// <summary>What a TIFF can be that is not read, and what its header may claim. Which are read, and to which pixels, is held against Pillow.</summary>
public sealed class TiffTests
{
    [Theory]
    [InlineData(258, 16, "it is a TIFF with 16 bits a value (grey); expected 1, 2, 4 or 8. Scale it to 8 bits")]
    [InlineData(258, 12, "12 bits a value")]
    [InlineData(339, 3, "it is a TIFF of floating-point values")]
    [InlineData(339, 2, "it is a TIFF of signed values")]
    [InlineData(259, 6, "compression old-style JPEG; expected none, PackBits, LZW, deflate, JPEG or CCITT")]
    [InlineData(259, 50000, "compression Zstandard")]
    [InlineData(262, 8, "CIE L*a*b* colours")]
    [InlineData(262, 6, "YCbCr colours, not compressed as JPEG")]
    [InlineData(277, 2, "2 values a pixel, 0 of them extra (grey)")]
    public void What_is_not_read_is_refused_with_its_reason(int tag, int value, string said) =>
        Assert.Contains(said, ReasonAgainst(Grey((tag, value))), StringComparison.Ordinal);

    [Theory]
    [InlineData(273, 60000, "it ends inside strip or tile 1 of 1")]
    [InlineData(278, 1, "it has 1 strips or tiles, of 4 that its size asks for")]
    [InlineData(262, 3, "its palette has 0 colours, expected 256")]
    [InlineData(256, 0, "it ends inside its header")]
    public void What_can_not_be_whole_is_refused(int tag, int value, string said) =>
        Assert.Contains(said, ReasonAgainst(Grey((tag, value))), StringComparison.Ordinal);

    [Fact]
    public void A_strip_that_can_not_hold_its_pixels_is_refused_before_memory_is_asked_for()
    {
        foreach (var compression in (int[])[2, 4, 5, 7, 8, 32773])
        {
            var bytes = Grey((259, compression), (256, 13000), (257, 13000), (278, 13000), (258, 8), (279, 16));
            var before = GC.GetTotalAllocatedBytes(precise: true);
            Assert.NotEmpty(ReasonAgainst(bytes));
            Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 50_000_000);
        }
    }

    [Fact]
    public void A_plain_one_is_read() => Assert.Equal([0, 0, 0, 1, 1, 1], ImageDecoder.Decode(Grey(), "a.tif", OrientationRule.Apply).Pixels[..6]);

    private static string ReasonAgainst(byte[] bytes) =>
        Assert.Throws<BrokenImageException>(() => ImageDecoder.Decode(bytes, "a.tif", OrientationRule.Apply)).Reason;

    /// <summary>A grey picture of 4×4 pixels with other values for some tags.</summary>
    private static byte[] Grey(params (int Tag, int Value)[] others)
    {
        var tags = new SortedDictionary<int, int> { [256] = 4, [257] = 4, [258] = 8, [259] = 1, [262] = 1, [273] = 8, [277] = 1, [278] = 4, [279] = 16 };
        foreach (var (tag, value) in others)
        {
            tags[tag] = value;
        }

        var bytes = new byte[24 + 2 + (12 * tags.Count) + 4];
        "II*\0"u8.CopyTo(bytes);
        bytes[4] = 24;
        for (byte at = 0; at < 16; at++)
        {
            bytes[8 + at] = at;
        }

        bytes[24] = (byte)tags.Count;
        foreach (var (index, (tag, value)) in tags.Index())
        {
            var entry = bytes.AsSpan(26 + (12 * index));
            BinaryPrimitives.WriteUInt16LittleEndian(entry, (ushort)tag);
            entry[2] = 3;
            entry[4] = 1;
            BinaryPrimitives.WriteUInt16LittleEndian(entry[8..], (ushort)value);
        }

        return bytes;
    }
}
