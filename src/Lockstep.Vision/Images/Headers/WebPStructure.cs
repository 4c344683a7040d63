using System.Buffers.Binary;

namespace Lockstep.Vision.Images.Headers;

/// <summary>Walks a WebP's chunks. Source: RFC 9649, sections 2 and 3.</summary>
internal static class WebPStructure
{
    private const string CutOff = "it is shorter than its header says";

    public static ImageHeader Read(ReadOnlySpan<byte> encoded)
    {
        var header = new ImageHeader(ImageFormat.WebP, 0, 0, "unknown", ExifOrientation.Upright, null);
        var size = 8L + BinaryPrimitives.ReadUInt32LittleEndian(encoded[4..]);
        if (size > encoded.Length)
        {
            header = header with { Damage = CutOff };
        }

        var rest = encoded[12..];
        while (rest.Length >= 8)
        {
            var length = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
            var data = rest[8..(int)Math.Min(8L + length, rest.Length)];
            header = WithChunk(header, rest[..4], data);
            if (data.Length < length)
            {
                return header with { Damage = CutOff };
            }

            // A chunk of odd length is followed by a byte of padding.
            rest = rest[(int)Math.Min(8L + length + (length & 1), rest.Length)..];
        }

        return header.Width == 0 && header.Damage is null ? header with { Damage = "it holds no picture" } : header;
    }

    private static ImageHeader WithChunk(ImageHeader header, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        if (name.SequenceEqual("EXIF"u8))
        {
            // Some writers put JPEG's mark in front.
            return header with { Orientation = ExifOrientation.Read(data) };
        }

        if (header.Width != 0)
        {
            return header;
        }

        if (name.SequenceEqual("VP8X"u8) && data.Length >= 10)
        {
            return header with
            {
                Width = 1 + UInt24(data[4..]),
                Height = 1 + UInt24(data[7..]),
                Mode = (data[0] & 0x10) == 0 ? "RGB" : "RGB with alpha",
                HasMore = (data[0] & 2) != 0
            };
        }

        if (name.SequenceEqual("VP8L"u8) && data.Length >= 5)
        {
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(data[1..]);
            return header with { Width = 1 + (bits & 0x3FFF), Height = 1 + ((bits >> 14) & 0x3FFF), Mode = (bits >> 28 & 1) == 0 ? "RGB" : "RGB with alpha" };
        }

        return name.SequenceEqual("VP8 "u8) && data.Length >= 10
            ? header with
            {
                Width = BinaryPrimitives.ReadUInt16LittleEndian(data[6..]) & 0x3FFF,
                Height = BinaryPrimitives.ReadUInt16LittleEndian(data[8..]) & 0x3FFF,
                Mode = "RGB"
            }
            : header;
    }

    private static int UInt24(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
}
