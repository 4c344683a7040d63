using System.Buffers.Binary;
using Lockstep.Vision.Images.Headers;

namespace Lockstep.Vision.Images;

/// <summary>Makes a TIFF file of one strip, with the tags alone that unpacking needs.</summary>
/// <remarks>So the library never reads a directory that somebody else wrote: one of a hundred bytes can make it ask for gigabytes.</remarks>
internal static class TiffOfOne
{
    private const int HeaderBytes = 8;
    private const int EntryBytes = 12;
    private const ushort Short = 3;
    private const ushort Long = 4;

    /// <param name="packed">A strip or tile.</param>
    /// <param name="rows">How many it holds.</param>
    public static byte[] Strip(TiffLayout layout, ReadOnlySpan<byte> packed, int rows)
    {
        (ushort Tag, ushort Type, uint Value)[] tags =
        [
            (256, Long, (uint)layout.ChunkWidth),
            (257, Long, (uint)rows),
            (258, Short, (uint)layout.Bits),
            (259, Short, (uint)layout.Compression),
            (262, Short, (uint)TiffColour.BlackIsZero),
            (266, Short, layout.IsReversed ? 2u : 1u),
            (273, Long, 0),
            (277, Short, (uint)layout.ChunkSamples),
            (278, Long, (uint)rows),
            (279, Long, (uint)packed.Length),
            (284, Short, 1),
            .. layout.Compression switch
            {
                TiffCompression.CcittFax3 => [(292, Long, layout.FaxOptions)],
                TiffCompression.CcittFax4 => [(293, Long, layout.FaxOptions)],
                TiffCompression.Lzw or TiffCompression.Deflate or TiffCompression.OldDeflate => [(317, Short, (uint)layout.Predictor)],
                _ => Array.Empty<(ushort Tag, ushort Type, uint Value)>(),
            },
        ];
        var bitsAt = HeaderBytes + 2 + (EntryBytes * tags.Length) + 4;
        var start = bitsAt + (2 * layout.ChunkSamples);
        var file = new byte[start + packed.Length];
        var writer = new Writer(file, layout.IsLittle);
        (layout.IsLittle ? "II"u8 : "MM"u8).CopyTo(file);
        writer.Put16(2, 42);
        writer.Put32(4, HeaderBytes);
        writer.Put16(HeaderBytes, (ushort)tags.Length);
        foreach (var (index, (tag, type, value)) in tags.Index())
        {
            var at = HeaderBytes + 2 + (EntryBytes * index);
            writer.Put16(at, tag);
            writer.Put16(at + 2, type);
            // Of the bits there is a number for each sample, which lie behind the directory where there is no room.
            var isList = tag == 258 && layout.ChunkSamples > 2;
            writer.Put32(at + 4, tag == 258 ? (uint)layout.ChunkSamples : 1);
            if (isList || type == Long)
            {
                writer.Put32(at + 8, isList ? (uint)bitsAt : tag == 273 ? (uint)start : value);
            }
            else
            {
                writer.Put16(at + 8, (ushort)value);
                writer.Put16(at + 10, tag == 258 && layout.ChunkSamples == 2 ? (ushort)value : (ushort)0);
            }
        }

        for (var sample = 0; sample < layout.ChunkSamples; sample++)
        {
            writer.Put16(bitsAt + (2 * sample), (ushort)layout.Bits);
        }

        packed.CopyTo(file.AsSpan(start));
        return file;
    }

    private readonly struct Writer(byte[] file, bool isLittle)
    {
        public void Put16(int at, ushort value) =>
            BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at), isLittle ? value : BinaryPrimitives.ReverseEndianness(value));

        public void Put32(int at, uint value) =>
            BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at), isLittle ? value : BinaryPrimitives.ReverseEndianness(value));
    }
}
