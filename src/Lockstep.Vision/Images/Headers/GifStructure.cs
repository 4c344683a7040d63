using System.Buffers.Binary;

namespace Lockstep.Vision.Images.Headers;

/// <summary>Walks a GIF's blocks to the end of its first frame, and on to see whether there is another. Source: CompuServe, GIF89a specification.</summary>
internal static class GifStructure
{
    private const byte Extension = 0x21;
    private const byte Frame = 0x2C;
    private const string CutOff = "it ends before its first frame does";

    public static ImageHeader Read(ReadOnlySpan<byte> encoded)
    {
        var header = new ImageHeader(ImageFormat.Gif, 0, 0, "palette", ExifOrientation.Upright, CutOff);
        if (encoded.Length < 13)
        {
            return header;
        }

        header = header with { Width = BinaryPrimitives.ReadUInt16LittleEndian(encoded[6..]), Height = BinaryPrimitives.ReadUInt16LittleEndian(encoded[8..]) };
        var at = 13L + PaletteBytes(encoded[10]);
        while (at < encoded.Length)
        {
            var block = encoded[(int)at..];
            switch (block[0])
            {
                case Extension:
                    if (!TryPassSubBlocks(encoded, at + 2, out at))
                    {
                        return header;
                    }

                    break;
                case Frame when block.Length >= 10:
                    var isWhole = TryPassSubBlocks(encoded, at + 11 + PaletteBytes(block[9]), out var after);
                    return WithFrame(header, block, isWhole) with { HasMore = HasFrame(encoded, after) };
                case Frame:
                    return header;
                default:
                    return header with { Damage = "it has no frame" };
            }
        }

        return header;
    }

    /// <summary>The picture grows where its first frame reaches beyond it, as browsers and decoders have it.</summary>
    private static ImageHeader WithFrame(ImageHeader header, ReadOnlySpan<byte> frame, bool isWhole) => header with
    {
        Width = header.Width == 0 ? 0 : Math.Max(header.Width, BinaryPrimitives.ReadUInt16LittleEndian(frame[1..])
            + (long)BinaryPrimitives.ReadUInt16LittleEndian(frame[5..])),
        Height = header.Height == 0 ? 0 : Math.Max(header.Height, BinaryPrimitives.ReadUInt16LittleEndian(frame[3..])
            + (long)BinaryPrimitives.ReadUInt16LittleEndian(frame[7..])),
        Damage = isWhole ? null : CutOff,
    };

    private static bool HasFrame(ReadOnlySpan<byte> encoded, long at)
    {
        while (at < encoded.Length && encoded[(int)at] == Extension && TryPassSubBlocks(encoded, at + 2, out var after))
        {
            at = after;
        }

        return at < encoded.Length && encoded[(int)at] == Frame;
    }

    private static int PaletteBytes(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);

    /// <summary>Each sub-block is its length and as many bytes; one of length 0 ends them.</summary>
    private static bool TryPassSubBlocks(ReadOnlySpan<byte> encoded, long from, out long after)
    {
        after = from;
        while (after < encoded.Length)
        {
            var length = encoded[(int)after];
            after += 1 + length;
            if (length == 0)
            {
                return true;
            }
        }

        return false;
    }
}
