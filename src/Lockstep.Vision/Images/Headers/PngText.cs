using System.IO.Compression;

namespace Lockstep.Vision.Images.Headers;

/// <summary>Reads the texts of a PNG. Source: W3C, Portable Network Graphics (third edition), section 11.3.3.</summary>
internal static class PngText
{
    /// <summary>The most bytes of one unpacked text; more is a decompression bomb. Pillow's limit too.</summary>
    public const int MostBytes = 1 << 20;

    /// <summary>The keyword and the text of a chunk; both empty where the chunk is damaged, which harms no pixel.</summary>
    /// <param name="chunk"><c>tEXt</c>, <c>zTXt</c> or <c>iTXt</c>.</param>
    /// <returns>False where the text unpacks to more than <see cref="MostBytes"/>.</returns>
    public static bool TryRead(string chunk, ReadOnlySpan<byte> data, out ReadOnlySpan<byte> keyword, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (!TryTake(ref data, out keyword))
        {
            return true;
        }

        var isPacked = chunk == "zTXt";
        if (chunk == "zTXt" && !data.IsEmpty)
        {
            // The method, of which there is one.
            data = data[1..];
        }
        else if (chunk == "iTXt" && data.Length > 2)
        {
            // Whether it is packed, the method, the language, the keyword translated.
            isPacked = data[0] == 1;
            data = data[2..];
            if (!TryTake(ref data, out _) || !TryTake(ref data, out _))
            {
                return true;
            }
        }

        if (!isPacked)
        {
            text = data;
            return true;
        }

        if (Unpack(data) is not { } unpacked)
        {
            return false;
        }

        text = unpacked;
        return true;
    }

    /// <summary>Takes what lies before the next zero byte, and that byte.</summary>
    private static bool TryTake(scoped ref ReadOnlySpan<byte> data, out ReadOnlySpan<byte> taken)
    {
        taken = default;
        if (data.IndexOf((byte)0) is not (>= 0 and var end))
        {
            return false;
        }

        taken = data[..end];
        data = data[(end + 1)..];
        return true;
    }

    /// <summary>Null where it is too much; nothing where it is damaged.</summary>
    private static unsafe byte[]? Unpack(ReadOnlySpan<byte> packed)
    {
        if (packed.IsEmpty)
        {
            return [];
        }

        fixed (byte* bytes = packed)
        {
            using var stream = new ZLibStream(new UnmanagedMemoryStream(bytes, packed.Length), CompressionMode.Decompress);
            using var unpacked = new MemoryStream();
            Span<byte> buffer = stackalloc byte[4096];
            try
            {
                for (int read; unpacked.Length <= MostBytes && (read = stream.Read(buffer)) > 0;)
                {
                    unpacked.Write(buffer[..read]);
                }
            }
            catch (Exception exception) when (exception is InvalidDataException or IOException)
            {
                // Damaged, or with a dictionary that is not there.
                unpacked.SetLength(unpacked.Length > MostBytes ? unpacked.Length : 0);
            }

            return unpacked.Length > MostBytes ? null : unpacked.ToArray();
        }
    }
}
