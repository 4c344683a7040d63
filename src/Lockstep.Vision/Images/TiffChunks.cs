using System.Reflection;
using BitMiracle.LibTiff.Classic;
using Lockstep.Vision.Images.Headers;

namespace Lockstep.Vision.Images;

/// <summary>Unpacks the strips or tiles of a TIFF file: LibTiff.NET does, but for those that are JPEGs.</summary>
internal sealed class TiffChunks
{
    private readonly byte[] encoded;
    private readonly TiffLayout layout;
    private readonly byte[] buffer;

    static TiffChunks() => Tiff.SetErrorHandler(new Complaints());

    /// <param name="layout">Of these very bytes.</param>
    public TiffChunks(byte[] encoded, TiffLayout layout)
    {
        this.encoded = encoded;
        this.layout = layout;
        buffer = layout.Compression == TiffCompression.None ? [] : new byte[layout.RowBytes * layout.RowsOf(0)];
    }

    /// <summary>The library that unpacks.</summary>
    public static Assembly Library => typeof(Tiff).Assembly;

    /// <summary>The rows of a chunk, as stored; valid until the next is read.</summary>
    /// <exception cref="InvalidDataException">It is damaged; the message says how.</exception>
    public ReadOnlySpan<byte> Read(int chunk)
    {
        var bytes = layout.RowBytes * layout.RowsOf(chunk);
        if (layout.Compression == TiffCompression.None)
        {
            return encoded.AsSpan((int)layout.Offsets[chunk], bytes);
        }

        var packed = encoded.AsSpan((int)layout.Offsets[chunk], (int)layout.Counts[chunk]);
        var into = buffer.AsSpan(0, bytes);
        var place = $"strip or tile {chunk + 1}";
        if (layout.Compression == TiffCompression.Jpeg)
        {
            TiffJpeg.Read(packed, layout, into, place);
            return into;
        }

        var alone = new FileBytes(TiffOfOne.Strip(layout, packed, layout.RowsOf(chunk)));
        try
        {
            using var tiff = Tiff.ClientOpen("", "r", alone, alone);
            if (tiff?.ReadEncodedStrip(0, buffer, 0, bytes) == bytes && !alone.IsDamaged)
            {
                return into;
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // To some damage the library answers with exceptions from its inside.
        }

        throw new InvalidDataException($"{place} is damaged: its {TiffStructure.NameOf(layout.Compression)} data can't be unpacked");
    }

    /// <summary>The values of one row: of 16 bits the upper byte, of fewer than 8 the number that they are.</summary>
    /// <param name="row">At least as many as <paramref name="values"/> has room for.</param>
    public void Unpack(ReadOnlySpan<byte> row, Span<byte> values)
    {
        var isRaw = layout.Compression == TiffCompression.None;
        switch (layout.Bits)
        {
            case 8 when isRaw && layout.IsReversed:
                for (var at = 0; at < values.Length; at++)
                {
                    values[at] = Reversed(row[at]);
                }

                break;
            case 8:
                row[..values.Length].CopyTo(values);
                break;
            case 16:
                // The library gives them as this machine has them.
                var upper = (isRaw ? layout.IsLittle : BitConverter.IsLittleEndian) ? 1 : 0;
                for (var at = 0; at < values.Length; at++)
                {
                    values[at] = row[(2 * at) + upper];
                }

                break;
            default:
                var mask = (1 << layout.Bits) - 1;
                for (var at = 0; at < values.Length; at++)
                {
                    var bit = at * layout.Bits;
                    var packed = isRaw && layout.IsReversed ? Reversed(row[bit >> 3]) : row[bit >> 3];
                    values[at] = (byte)((packed >> (8 - layout.Bits - (bit & 7))) & mask);
                }

                break;
        }
    }

    /// <summary>Source: Sean Eron Anderson, Bit Twiddling Hacks, "Reverse the bits in a byte with 4 operations".</summary>
    private static byte Reversed(byte value) => (byte)((((value * 0x80200802UL) & 0x0884422110UL) * 0x0101010101UL) >> 32);

    /// <summary>The file, and whether the library found anything wrong with it.</summary>
    private sealed class FileBytes(byte[] bytes) : TiffStream
    {
        private long at;

        /// <summary>Whether the library found anything wrong.</summary>
        public bool IsDamaged { get; set; }

        public override int Read(object clientData, byte[] into, int offset, int count)
        {
            var read = (int)Math.Clamp(bytes.Length - at, 0, count);
            if (read > 0)
            {
                bytes.AsSpan((int)at, read).CopyTo(into.AsSpan(offset));
                at += read;
            }

            return read;
        }

        public override void Write(object clientData, byte[] from, int offset, int count) => throw new NotSupportedException();

        public override long Seek(object clientData, long offset, SeekOrigin origin) => at = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => at + offset,
            _ => bytes.Length + offset,
        };

        public override void Close(object clientData)
        {
        }

        public override long Size(object clientData) => bytes.Length;
    }

    /// <summary>Keeps the library from writing to stderr.</summary>
    private sealed class Complaints : TiffErrorHandler
    {
        public override void ErrorHandler(Tiff tif, string method, string format, params object[] args)
        {
        }

        public override void WarningHandler(Tiff tif, string method, string format, params object[] args)
        {
        }

        public override void ErrorHandlerExt(Tiff tif, object clientData, string method, string format, params object[] args) => Keep(clientData);

        public override void WarningHandlerExt(Tiff tif, object clientData, string method, string format, params object[] args) => Keep(clientData);

        private static void Keep(object clientData)
        {
            if (clientData is FileBytes source)
            {
                source.IsDamaged = true;
            }
        }
    }
}
