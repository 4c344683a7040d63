using System.Buffers.Binary;

namespace Lockstep.Vision.Images.Headers;

/// <summary>Walks a JPEG's markers to its end. Source: ITU-T T.81, annex B.</summary>
/// <remarks>A JPEG without its end marker is taken as cut off: libjpeg would fill the rest with grey and say no word.</remarks>
internal static class JpegStructure
{
    private const byte EndOfImage = 0xD9;
    private const byte StartOfScan = 0xDA;
    private const byte App1 = 0xE1;

    public static ImageHeader Read(ReadOnlySpan<byte> encoded)
    {
        var header = new ImageHeader(ImageFormat.Jpeg, 0, 0, "unknown", ExifOrientation.Upright, "it ends before its end marker");
        var rest = encoded[2..];
        var hasExif = false;
        while (TryTakeMarker(ref rest, out var marker))
        {
            if (marker == EndOfImage)
            {
                return header with
                {
                    Damage = CanHold(encoded.Length, header)
                        ? null
                        : $"its {encoded.Length} bytes can't hold the {header.Width}×{header.Height} pixels that its header claims"
                };
            }

            // Restarts, a second start and TEM carry nothing.
            if (marker is (>= 0xD0 and <= 0xD8) or 0x01)
            {
                continue;
            }

            if (rest.Length < 2 || BinaryPrimitives.ReadUInt16BigEndian(rest) > rest.Length)
            {
                break;
            }

            var length = Math.Max((int)BinaryPrimitives.ReadUInt16BigEndian(rest), 2);
            var segment = rest[2..length];
            // The first counts, and none behind the pixels.
            if (marker == App1 && !hasExif && segment.StartsWith("Exif\0"u8) && segment.Length > 6)
            {
                hasExif = true;
                header = header with { Orientation = ExifOrientation.Read(segment[6..]) };
            }

            hasExif |= marker == StartOfScan;
            header = WithSegment(header, marker, segment);
            rest = rest[length..];
        }

        return header;
    }

    /// <summary>Each block of 8×8 pixels takes at least a bit.</summary>
    private static bool CanHold(int bytes, ImageHeader header) => (header.Width + 7) / 8 * ((header.Height + 7) / 8) <= 8L * bytes;

    /// <summary>Passes over whatever is no marker, the compressed pixels too: a 0xFF in them is followed by 0.</summary>
    private static bool TryTakeMarker(ref ReadOnlySpan<byte> rest, out byte marker)
    {
        while (rest.IndexOf((byte)0xFF) is var at and >= 0)
        {
            rest = rest[(at + 1)..];
            rest = rest.TrimStart((byte)0xFF);
            if (rest.IsEmpty)
            {
                break;
            }

            marker = rest[0];
            rest = rest[1..];
            if (marker != 0)
            {
                return true;
            }
        }

        marker = 0;
        return false;
    }

    private static ImageHeader WithSegment(ImageHeader header, byte marker, ReadOnlySpan<byte> segment)
    {
        var isFrame = marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);
        return isFrame && segment.Length >= 6
            ? header with
            {
                Height = BinaryPrimitives.ReadUInt16BigEndian(segment[1..]),
                Width = BinaryPrimitives.ReadUInt16BigEndian(segment[3..]),
                Mode = (segment[0] == 8 ? "" : $"{segment[0]}-bit ")
                    + segment[5] switch { 1 => "grey", 3 => "RGB", 4 => "CMYK", var channels => $"{channels} channels" },
            }
            : header;
    }
}
