using System.Buffers.Binary;
using System.Runtime.Intrinsics.X86;

namespace Lockstep.Vision.Images;

/// <summary>Decodes the common kind of JPEG, to the very pixels of libjpeg's slow integer transform and smooth upsampling, in less time.</summary>
/// <remarks>
/// <para>
/// ITU-T T.81, sequential with Huffman codes and 8 bits; one scan of Y, Cb and Cr, with chroma whole, halved along rows, or halved along both.
/// Whatever is another kind, or not in order in any way, gets no answer here: the general decoder then says what it is worth.
/// </para>
/// <para>Its loops, as those of the augmentations, are compiled in full at once: the first batch would be made by slow code otherwise.</para>
/// </remarks>
internal sealed partial class BaselineJpeg
{
    private const int Components = 3;
    private const int LeastSide = 16; // libjpeg upsamples the smallest otherwise
    private const int MostKept = 1 << 24;

    [ThreadStatic]
    private static byte[]?[]? keptRooms;

    private readonly byte[] encoded;
    private readonly ushort[][] quantization = new ushort[4][];
    private readonly HuffmanTable?[] dc = new HuffmanTable?[4];
    private readonly HuffmanTable?[] ac = new HuffmanTable?[4];
    private readonly Plane[] planes = new Plane[Components];
    private int width;
    private int height;
    private int restartInterval;

    private BaselineJpeg(byte[] encoded) => this.encoded = encoded;

    /// <returns>Null where the general decoder is to be asked.</returns>
    public static Image? TryDecode(byte[] encoded)
    {
        if (!Avx2.IsSupported || encoded is not [0xFF, 0xD8, ..])
        {
            return null;
        }

        var jpeg = new BaselineJpeg(encoded);
        return jpeg.FindScan() is var scan and > 0 && jpeg.TryReadScan(scan) ? jpeg.ToImage() : null;
    }

    /// <returns>Where the compressed pixels begin, or 0.</returns>
    private int FindScan()
    {
        var at = 2;
        while (at + 4 <= encoded.Length && encoded[at] == 0xFF)
        {
            var marker = encoded[at + 1];
            var length = BinaryPrimitives.ReadUInt16BigEndian(encoded.AsSpan(at + 2));
            if (length < 2 || at + 2 + length > encoded.Length)
            {
                return 0;
            }

            var segment = encoded.AsSpan(at + 4, length - 2);
            at += 2 + length;
            var isFine = marker switch
            {
                0xDB => TryReadQuantization(segment),
                0xC4 => TryReadHuffman(segment),
                0xC0 => TryReadFrame(segment),
                0xDD => TryReadRestart(segment),
                0xDA => TryReadScanHeader(segment),
                0xEE => !segment.StartsWith("Adobe"u8) || segment is [_, _, _, _, _, _, _, _, _, _, _, 1, ..], // YCbCr
                >= 0xE0 and <= 0xEF or 0xFE => true,
                _ => false, // progressive, arithmetic, lossless, several images, …
            };
            if (!isFine || marker == 0xDA)
            {
                return isFine ? at : 0;
            }
        }

        return 0;
    }

    private bool TryReadQuantization(ReadOnlySpan<byte> segment)
    {
        while (segment.Length > 0)
        {
            var (isWide, index) = (segment[0] >> 4, segment[0] & 15);
            if (isWide != 0 || index > 3 || segment.Length < 65)
            {
                return false;
            }

            var table = new ushort[64];
            for (var at = 0; at < 64; at++)
            {
                table[at] = segment[1 + at];
            }

            quantization[index] = table;
            segment = segment[65..];
        }

        return true;
    }

    private bool TryReadHuffman(ReadOnlySpan<byte> segment)
    {
        while (segment.Length > 0)
        {
            var (kind, index) = (segment[0] >> 4, segment[0] & 15);
            if (kind > 1 || index > 3 || segment.Length < 17 || HuffmanTable.TryRead(segment[1..], out var used) is not { } table)
            {
                return false;
            }

            (kind == 0 ? dc : ac)[index] = table;
            segment = segment[(1 + used)..];
        }

        return true;
    }

    private bool TryReadFrame(ReadOnlySpan<byte> segment)
    {
        if (planes[0] is not null || segment.Length != 6 + (3 * Components) || segment[0] != 8 || segment[5] != Components)
        {
            return false;
        }

        height = BinaryPrimitives.ReadUInt16BigEndian(segment[1..]);
        width = BinaryPrimitives.ReadUInt16BigEndian(segment[3..]);
        if (height < LeastSide || width < LeastSide || (long)height * width > ImageDecoder.MostPixels)
        {
            return false;
        }

        var (across, down) = (segment[7] >> 4, segment[7] & 15);
        if ((across, down) is not ((1, 1) or (2, 1) or (2, 2)))
        {
            return false;
        }

        var (columns, rows) = ((width + (8 * across) - 1) / (8 * across), (height + (8 * down) - 1) / (8 * down));
        for (var index = 0; index < Components; index++)
        {
            var field = segment.Slice(6 + (3 * index), 3);
            if (field[0] != index + 1 || field[2] > 3 || (index > 0 && field[1] != 0x11))
            {
                return false;
            }

            planes[index] = index == 0
                ? new Plane(index, across, down, columns * across * 8, rows * down * 8, field[2])
                : new Plane(index, 1, 1, columns * 8, rows * 8, field[2]);
        }

        return true;
    }

    private bool TryReadRestart(ReadOnlySpan<byte> segment)
    {
        if (segment.Length != 2)
        {
            return false;
        }

        restartInterval = BinaryPrimitives.ReadUInt16BigEndian(segment);
        return true;
    }

    private bool TryReadScanHeader(ReadOnlySpan<byte> segment)
    {
        if (planes[0] is null || segment.Length != 4 + (2 * Components) || segment[0] != Components || segment[^3] != 0 || segment[^2] != 63 || segment[^1] != 0)
        {
            return false;
        }

        for (var index = 0; index < Components; index++)
        {
            var (id, tables) = (segment[1 + (2 * index)], segment[2 + (2 * index)]);
            var plane = planes[index];
            if (id != index + 1 || (tables >> 4) > 3 || (tables & 15) > 3 || quantization[plane.QuantizationIndex] is not { } factors || dc[tables >> 4] is not { } dcTable || ac[tables & 15] is not { } acTable)
            {
                return false;
            }

            (plane.Quantization, plane.Dc, plane.Ac) = (factors, dcTable, acTable);
        }

        return true;
    }

    /// <summary>Memory for so many samples of a component; of ordinary pictures the thread's own, used again for the next.</summary>
    private static byte[] Room(int index, int length)
    {
        if (length > MostKept)
        {
            return GC.AllocateUninitializedArray<byte>(length);
        }

        var kept = keptRooms ??= new byte[Components][];
        return kept[index] is { } room && room.Length >= length ? room : kept[index] = GC.AllocateUninitializedArray<byte>(length);
    }

    /// <summary>One component's samples, padded to whole blocks.</summary>
    private sealed class Plane(int index, int across, int down, int stride, int rows, int quantizationIndex)
    {
        public int Across => across;

        public int Down => down;

        public int Stride => stride;

        public int QuantizationIndex => quantizationIndex;

        public int Rows => rows;

        /// <summary>Rows × stride, and room behind them.</summary>
        public byte[] Samples { get; } = Room(index, checked(stride * rows));

        public ushort[] Quantization { get; set; } = [];

        public HuffmanTable Dc { get; set; } = HuffmanTable.Empty;

        public HuffmanTable Ac { get; set; } = HuffmanTable.Empty;

        public int LastDc { get; set; }
    }
}
