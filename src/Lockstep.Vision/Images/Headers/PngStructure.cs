using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace Lockstep.Vision.Images.Headers;

/// <summary>Walks a PNG's chunks to its end. Source: W3C, Portable Network Graphics (third edition), section 5.</summary>
internal static class PngStructure
{
    private const int SignatureBytes = 8;

    /// <summary>Bytes that one byte of deflate can unpack to at most.</summary>
    private const int MostDeflateRatio = 1032;

    private static readonly SearchValues<byte> Letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    public static ImageHeader Read(ReadOnlySpan<byte> encoded)
    {
        var header = new ImageHeader(ImageFormat.Png, 0, 0, "unknown", ExifOrientation.Upright, null);
        var rest = encoded[SignatureBytes..];
        var (bitsPerPixel, packedBytes) = (1, 0L);
        var orientation = new PngOrientation();
        while (rest.Length >= 12)
        {
            var type = rest[4..8];
            if (type.ContainsAnyExcept(Letters))
            {
                return header with { Damage = $"its bytes from {encoded.Length - rest.Length} on are no chunk" };
            }

            var name = Encoding.ASCII.GetString(type);
            var length = BinaryPrimitives.ReadUInt32BigEndian(rest);
            if (length > rest.Length - 12)
            {
                return header with { Damage = $"it ends inside its {name} chunk" };
            }

            var data = rest.Slice(8, (int)length);
            // An upper-case first letter: without this chunk there is no picture. The end chunk carries nothing that could be damaged.
            if (char.IsAsciiLetterUpper(name[0])
                && name != "IEND" && Crc32.HashToUInt32(rest.Slice(4, 4 + (int)length)) != BinaryPrimitives.ReadUInt32BigEndian(rest[(8 + (int)length)..]))
            {
                return header with { Damage = $"the checksum of its {name} chunk is wrong" };
            }

            header = WithChunk(header, name, data);
            if (name == "eXIf")
            {
                orientation.SeeExif(data);
            }
            else if (name is "tEXt" or "zTXt" or "iTXt")
            {
                if (!PngText.TryRead(name, data, out var keyword, out var text))
                {
                    return header with { Damage = $"a text in it unpacks to more than {PngText.MostBytes} bytes: a decompression bomb" };
                }

                orientation.SeeText(keyword, text);
            }

            if (name == "IEND")
            {
                header = header with { Orientation = orientation.Value };
                return Int128.Max(header.Width * (Int128)bitsPerPixel / 8, 1) * header.Height <= packedBytes * MostDeflateRatio
                    ? header
                    : header with { Damage = $"its {packedBytes} bytes of pixels can't hold the {header.Width}×{header.Height} that its header claims" };
            }

            bitsPerPixel = name == "IHDR" && length >= 13 ? data[8] * (data[9] switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 }) : bitsPerPixel;
            packedBytes += name == "IDAT" ? length : 0;

            rest = rest[(12 + (int)length)..];
        }

        return header with { Damage = "it ends before its end chunk" };
    }

    private static ImageHeader WithChunk(ImageHeader header, string name, ReadOnlySpan<byte> data) => name switch
    {
        "IHDR" when data.Length >= 13 => header with
        {
            Width = BinaryPrimitives.ReadUInt32BigEndian(data),
            Height = BinaryPrimitives.ReadUInt32BigEndian(data[4..]),
            Mode = (data[8] == 16 ? "16-bit " : "")
                + data[9] switch { 0 => "grey", 2 => "RGB", 3 => "palette", 4 => "grey with alpha", 6 => "RGB with alpha", _ => "unknown" },
        },
        "acTL" => header with { HasMore = true },
        "tRNS" => header with { Mode = header.Mode + " with alpha" },
        _ => header,
    };
}
