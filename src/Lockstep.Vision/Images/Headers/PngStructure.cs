using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace Lockstep.Vision.Images.Headers;

/// <summary>Walks a PNG's chunks to its end. Source: W3C, Portable Network Graphics (third edition), section 5.</summary>
internal static class PngStructure
{
    /// <summary>Of one text, unpacked; more is a decompression bomb. Pillow's limit too.</summary>
    private const int MostTextBytes = 1 << 20;

    private const int SignatureBytes = 8;

    /// <summary>Bytes that one byte of deflate can unpack to at most.</summary>
    private const int MostDeflateRatio = 1032;

    private static readonly SearchValues<byte> Letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    public static ImageHeader Read(ReadOnlySpan<byte> encoded)
    {
        var header = new ImageHeader(ImageFormat.Png, 0, 0, "unknown", ExifOrientation.Upright, null);
        var rest = encoded[SignatureBytes..];
        var (bitsPerPixel, packedBytes) = (1, 0L);
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
            if (char.IsAsciiLetterUpper(name[0]) && name != "IEND" && Crc32.HashToUInt32(rest.Slice(4, 4 + (int)length)) != BinaryPrimitives.ReadUInt32BigEndian(rest[(8 + (int)length)..]))
            {
                return header with { Damage = $"the checksum of its {name} chunk is wrong" };
            }

            header = WithChunk(header, name, data);
            if (header.Damage is not null)
            {
                return header;
            }

            if (name == "IEND")
            {
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
            Mode = (data[8] == 16 ? "16-bit " : "") + data[9] switch { 0 => "grey", 2 => "RGB", 3 => "palette", 4 => "grey with alpha", 6 => "RGB with alpha", _ => "unknown" },
        },
        "tRNS" => header with { Mode = header.Mode + " with alpha" },
        "eXIf" => header with { Orientation = ExifOrientation.Read(data) },
        "zTXt" when Explodes(AfterNulls(data, 1)) => header with { Damage = TooMuchText },
        // Keyword, 0, whether compressed, method, language, 0, translated keyword, 0, text.
        "iTXt" when data.IndexOf((byte)0) is var end and >= 0 && data.Length > end + 3 && data[end + 1] == 1 && Explodes(AfterNulls(data[(end + 2)..], 2)) => header with { Damage = TooMuchText },
        _ => header,
    };

    private static string TooMuchText => $"a text in it unpacks to more than {MostTextBytes} bytes: a decompression bomb";

    /// <summary>What follows the <paramref name="count"/>-th zero byte and, of zTXt, its method byte, which a zlib stream's reader would stumble over.</summary>
    private static ReadOnlySpan<byte> AfterNulls(ReadOnlySpan<byte> data, int count)
    {
        var isText = count == 1;
        for (; count > 0 && data.IndexOf((byte)0) is var at and >= 0; count--)
        {
            data = data[(at + 1)..];
        }

        return isText && !data.IsEmpty ? data[1..] : data;
    }

    private static unsafe bool Explodes(ReadOnlySpan<byte> packed)
    {
        fixed (byte* bytes = packed)
        {
            if (packed.IsEmpty)
            {
                return false;
            }

            using var stream = new ZLibStream(new UnmanagedMemoryStream(bytes, packed.Length), CompressionMode.Decompress);
            Span<byte> buffer = stackalloc byte[4096];
            var total = 0;
            try
            {
                for (int read; total <= MostTextBytes && (read = stream.Read(buffer)) > 0; total += read)
                {
                }
            }
            catch (InvalidDataException)
            {
                // A damaged text harms no pixel.
            }

            return total > MostTextBytes;
        }
    }
}
