using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lockstep.Vision.Images;

/// <content>The compressed pixels: bits, codes, blocks.</content>
internal sealed partial class BaselineJpeg
{
    /// <summary>Larger coefficients are none of a picture's, and could overflow the transform.</summary>
    private const int MostCoefficient = 8191;

    private static readonly byte[] ZigZag =
    [
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
        35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
    ];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryReadScan(int start)
    {
        var bits = new Bits(encoded, start);
        var (columns, rows) = (planes[1].Stride / 8, planes[1].Rows / 8);
        Span<int> block = stackalloc int[64];
        var untilRestart = restartInterval;
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                if (restartInterval > 0 && untilRestart-- == 0)
                {
                    if (!bits.TryRestart())
                    {
                        return false;
                    }

                    untilRestart = restartInterval - 1;
                    foreach (var plane in planes)
                    {
                        plane.LastDc = 0;
                    }
                }

                foreach (var plane in planes)
                {
                    for (var part = 0; part < plane.Across * plane.Down; part++)
                    {
                        block.Clear();
                        var (x, y) = ((column * plane.Across) + (part % plane.Across), (row * plane.Down) + (part / plane.Across));
                        if (!TryReadBlock(ref bits, plane, block, out var last)
                            || !Transform(block, last, plane.Samples.AsSpan((8 * y * plane.Stride) + (8 * x)), plane.Stride))
                        {
                            return false;
                        }
                    }
                }
            }
        }

        return bits.IsAtEnd;
    }

    /// <param name="last">The last coefficient that is not 0, in the order of the file.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool TryReadBlock(ref Bits bits, Plane plane, scoped Span<int> block, out int last)
    {
        last = 0;
        var factors = plane.Quantization;
        if (!bits.TryReadSymbol(plane.Dc, out var size) || size > 11 || !bits.TryReadValue(size, out var difference))
        {
            return false;
        }

        plane.LastDc += difference;
        block[0] = plane.LastDc * factors[0];
        if (Math.Abs(block[0]) > MostCoefficient)
        {
            return false;
        }

        var table = plane.Ac;
        for (var at = 1; at < 64; at++)
        {
            if (!bits.TryReadSymbol(table, out var symbol))
            {
                return false;
            }

            size = symbol & 15;
            if (size == 0)
            {
                if (symbol == 0)
                {
                    return true;
                }

                if (symbol != 0xF0)
                {
                    return false;
                }

                at += 15;
                continue;
            }

            at += symbol >> 4;
            if (at > 63 || size > 10 || !bits.TryReadValue(size, out var value))
            {
                return false;
            }

            value *= factors[at];
            if (Math.Abs(value) > MostCoefficient)
            {
                return false;
            }

            block[ZigZag[at]] = value;
            last = at;
        }

        return true;
    }

    /// <summary>The bits between two markers. A 0 after 0xFF belongs to it and is none of them.</summary>
    private ref struct Bits(byte[] encoded, int start)
    {
        private int next = start;
        private ulong buffer; // from the top
        private int count;
        private int invented; // of the count, bits behind the end

        /// <summary>Whether a marker follows, and nothing was read that isn't there.</summary>
        public bool IsAtEnd
        {
            get
            {
                Fill();
                return count >= invented && count - invented < 8;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool TryReadSymbol(HuffmanTable table, out int symbol)
        {
            if (count < 32)
            {
                Fill();
            }

            int found = Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(table.Lookup), (int)(buffer >> (64 - HuffmanTable.LookupBits))); // as many as these bits can say
            if (found == 0)
            {
                found = table.Find((int)(buffer >> 48));
            }

            symbol = found & 255;
            var length = found >> 8;
            buffer <<= length;
            count -= length;
            return length > 0;
        }

        /// <summary>A number of so many bits, the upper half of which stand for themselves and the lower for negative ones; at most 16, right after a symbol.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool TryReadValue(int size, out int value)
        {
            value = 0;
            if (size == 0)
            {
                return true;
            }

            var read = (int)(buffer >> (64 - size));
            buffer <<= size;
            count -= size;
            value = read + (((read >> (size - 1)) - 1) & (1 - (1 << size))); // without a branch, which would be missed every other time
            return count >= invented;
        }

        /// <summary>Passes the restart marker that must follow here.</summary>
        public bool TryRestart()
        {
            if (!IsAtEnd || next + 2 > encoded.Length || encoded[next] != 0xFF || encoded[next + 1] is < 0xD0 or > 0xD7)
            {
                return false;
            }

            next += 2;
            (buffer, count, invented) = (0, 0, 0);
            return true;
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Fill()
        {
            if (count > 56)
            {
                return;
            }

            if (invented == 0 && next + 8 <= encoded.Length)
            {
                var eight = BinaryPrimitives.ReadUInt64BigEndian(encoded.AsSpan(next));
                var taken = (64 - count) / 8;

                // No byte of them is 0xFF: the usual case.
                if (((~eight - 0x0101010101010101) & eight & 0x8080808080808080) == 0)
                {
                    buffer |= eight >> count;
                    buffer &= ulong.MaxValue << (64 - count - (8 * taken));
                    count += 8 * taken;
                    next += taken;
                    return;
                }
            }

            while (count <= 56)
            {
                byte value = 0;
                if (invented == 0 && next + 1 < encoded.Length && (encoded[next] != 0xFF || encoded[next + 1] == 0))
                {
                    value = encoded[next];
                    next += value == 0xFF ? 2 : 1;
                }
                else
                {
                    invented += 8;
                }

                buffer |= (ulong)value << (56 - count);
                count += 8;
            }
        }
    }
}
