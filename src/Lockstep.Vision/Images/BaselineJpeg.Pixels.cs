using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Lockstep.Vision.Augmentation;

namespace Lockstep.Vision.Images;

/// <content>From coefficients to samples, and from samples to pixels, eight at a time.</content>
/// <remarks>
/// The inverse transform is that of Loeffler, Ligtenberg and Moschytz 1989 (a two-dimensional one of 12 multiplications a pass) in 13-bit fixed point;
/// the rounding is libjpeg's, which all of its relatives keep to.
/// </remarks>
internal sealed partial class BaselineJpeg
{
    private const int ConstantBits = 13;
    private const int FirstPassBits = 2;

    [ThreadStatic]
    private static byte[]? chromaRows;

    /// <summary>Writes a block of 8×8 samples.</summary>
    /// <param name="last">Of the coefficients that are not 0, in the order of the file.</param>
    /// <returns>False where the result is so far outside that decoders differ.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Transform(ReadOnlySpan<int> block, int last, Span<byte> target, int stride)
    {
        ref var to = ref MemoryMarshal.GetReference(target[..((7 * stride) + 8)]);
        if (last == 0)
        {
            // All alike: the first pass gives DC times 4, the second a fifth part of 2 to the 5th of it.
            var level = (((block[0] << FirstPassBits) + (1 << (FirstPassBits + 2))) >> (FirstPassBits + 3)) + 128;
            if (level is < -256 or > 511)
            {
                return false;
            }

            var row = 0x0101010101010101UL * (byte)Math.Clamp(level, 0, 255);
            for (var y = 0; y < 8; y++)
            {
                Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, y * stride), row);
            }

            return true;
        }

        ref var from = ref MemoryMarshal.GetReference(block);
        var (c0, c1, c2, c3) = (Vector256.LoadUnsafe(ref from), Vector256.LoadUnsafe(ref from, 8), Vector256.LoadUnsafe(ref from, 16), Vector256.LoadUnsafe(ref from, 24));
        var (c4, c5, c6, c7) = (Vector256.LoadUnsafe(ref from, 32), Vector256.LoadUnsafe(ref from, 40), Vector256.LoadUnsafe(ref from, 48), Vector256.LoadUnsafe(ref from, 56));
        Pass(ref c0, ref c1, ref c2, ref c3, ref c4, ref c5, ref c6, ref c7, ConstantBits - FirstPassBits);
        var outside = Outside(c0, 1 << 14) | Outside(c1, 1 << 14) | Outside(c2, 1 << 14) | Outside(c3, 1 << 14) | Outside(c4, 1 << 14) | Outside(c5, 1 << 14) | Outside(c6, 1 << 14) | Outside(c7, 1 << 14);
        Transpose(ref c0, ref c1, ref c2, ref c3, ref c4, ref c5, ref c6, ref c7);
        Pass(ref c0, ref c1, ref c2, ref c3, ref c4, ref c5, ref c6, ref c7, ConstantBits + FirstPassBits + 3);
        outside |= Outside(c0, 384) | Outside(c1, 384) | Outside(c2, 384) | Outside(c3, 384) | Outside(c4, 384) | Outside(c5, 384) | Outside(c6, 384) | Outside(c7, 384);
        if (outside != Vector256<int>.Zero)
        {
            return false;
        }

        Transpose(ref c0, ref c1, ref c2, ref c3, ref c4, ref c5, ref c6, ref c7);
        Unsafe.WriteUnaligned(ref to, Samples(c0));
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, stride), Samples(c1));
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, 2 * stride), Samples(c2));
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, 3 * stride), Samples(c3));
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, 4 * stride), Samples(c4));
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, 5 * stride), Samples(c5));
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, 6 * stride), Samples(c6));
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, 7 * stride), Samples(c7));
        return true;
    }

    /// <summary>One-dimensional transforms of eight columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pass(ref Vector256<int> c0, ref Vector256<int> c1, ref Vector256<int> c2, ref Vector256<int> c3, ref Vector256<int> c4, ref Vector256<int> c5, ref Vector256<int> c6, ref Vector256<int> c7, int shift)
    {
        var common = (c2 + c6) * 4433;
        var even2 = common - (c6 * 15137);
        var even3 = common + (c2 * 6270);
        var half = Vector256.Create(1 << (shift - 1));
        var even0 = ((c0 + c4) << ConstantBits) + half;
        var even1 = ((c0 - c4) << ConstantBits) + half;
        var (sum0, sum3, sum1, sum2) = (even0 + even3, even0 - even3, even1 + even2, even1 - even2);

        var z5 = (c7 + c3 + c5 + c1) * 9633;
        var z1 = (c7 + c1) * -7373;
        var z2 = (c5 + c3) * -20995;
        var z3 = ((c7 + c3) * -16069) + z5;
        var z4 = ((c5 + c1) * -3196) + z5;
        var odd0 = (c7 * 2446) + z1 + z3;
        var odd1 = (c5 * 16819) + z2 + z4;
        var odd2 = (c3 * 25172) + z2 + z3;
        var odd3 = (c1 * 12299) + z1 + z4;

        c0 = (sum0 + odd3) >> shift;
        c7 = (sum0 - odd3) >> shift;
        c1 = (sum1 + odd2) >> shift;
        c6 = (sum1 - odd2) >> shift;
        c2 = (sum2 + odd1) >> shift;
        c5 = (sum2 - odd1) >> shift;
        c3 = (sum3 + odd0) >> shift;
        c4 = (sum3 - odd0) >> shift;
    }

    /// <summary>Not 0 where a number is not from -most to most - 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Outside(Vector256<int> values, int most) =>
        Vector256.GreaterThan(values, Vector256.Create(most - 1)) | Vector256.LessThan(values, Vector256.Create(-most));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(ref Vector256<int> c0, ref Vector256<int> c1, ref Vector256<int> c2, ref Vector256<int> c3, ref Vector256<int> c4, ref Vector256<int> c5, ref Vector256<int> c6, ref Vector256<int> c7)
    {
        var (a0, a1, a2, a3) = (Avx2.UnpackLow(c0, c1), Avx2.UnpackHigh(c0, c1), Avx2.UnpackLow(c2, c3), Avx2.UnpackHigh(c2, c3));
        var (a4, a5, a6, a7) = (Avx2.UnpackLow(c4, c5), Avx2.UnpackHigh(c4, c5), Avx2.UnpackLow(c6, c7), Avx2.UnpackHigh(c6, c7));
        var (b0, b1, b2, b3) = (Low(a0, a2), High(a0, a2), Low(a1, a3), High(a1, a3));
        var (b4, b5, b6, b7) = (Low(a4, a6), High(a4, a6), Low(a5, a7), High(a5, a7));
        (c0, c1, c2, c3) = (Avx2.Permute2x128(b0, b4, 0x20), Avx2.Permute2x128(b1, b5, 0x20), Avx2.Permute2x128(b2, b6, 0x20), Avx2.Permute2x128(b3, b7, 0x20));
        (c4, c5, c6, c7) = (Avx2.Permute2x128(b0, b4, 0x31), Avx2.Permute2x128(b1, b5, 0x31), Avx2.Permute2x128(b2, b6, 0x31), Avx2.Permute2x128(b3, b7, 0x31));

        static Vector256<int> Low(Vector256<int> one, Vector256<int> other) => Avx2.UnpackLow(one.AsInt64(), other.AsInt64()).AsInt32();
        static Vector256<int> High(Vector256<int> one, Vector256<int> other) => Avx2.UnpackHigh(one.AsInt64(), other.AsInt64()).AsInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Samples(Vector256<int> row)
    {
        var words = Sse2.PackSignedSaturate(row.GetLower(), row.GetUpper()) + Vector128.Create((short)128);
        return Sse2.PackUnsignedSaturate(words, words).AsUInt64().ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Image ToImage()
    {
        var pixels = GC.AllocateUninitializedArray<byte>(3 * width * height);
        var (luma, blue, red) = (planes[0], planes[1], planes[2]);
        var (length, rows) = ((width + luma.Across - 1) / luma.Across, (height + luma.Down - 1) / luma.Down);

        // Of both chroma planes: a row in full width, with room for vectors that end behind it; before that a row of sums.
        var room = (2 * length) + 64;
        var scratch = chromaRows is { } kept && kept.Length >= 2 * room ? kept : chromaRows = new byte[2 * room];
        var sums = luma.Down == 2 ? new short[length + 32] : [];
        for (var y = 0; y < height; y++)
        {
            var fullBlue = luma.Across == 1 ? blue.Samples.AsSpan(y * blue.Stride) : scratch.AsSpan(0, room);
            var fullRed = luma.Across == 1 ? red.Samples.AsSpan(y * red.Stride) : scratch.AsSpan(room, room);
            if (luma.Across == 2)
            {
                var near = luma.Down == 2 ? y / 2 : y;
                var far = luma.Down == 2 ? Math.Clamp((y & 1) == 0 ? near - 1 : near + 1, 0, rows - 1) : near;
                Widen(blue, near, far, length, sums, fullBlue);
                Widen(red, near, far, length, sums, fullRed);
            }

            Convert(luma.Samples.AsSpan(y * luma.Stride, width), fullBlue, fullRed, pixels.AsSpan(3 * y * width, 3 * width));
        }

        return new Image(height, width, pixels);
    }

    /// <summary>Doubles a row of chroma along it, and, where there are sums, between two rows: three parts of the nearer sample, one of the farther.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Widen(Plane plane, int near, int far, int length, short[] sums, Span<byte> target)
    {
        ReadOnlySpan<byte> first = plane.Samples.AsSpan(near * plane.Stride, length);
        if (sums.Length == 0)
        {
            target[0] = first[0];
            target[1] = (byte)(((3 * first[0]) + first[1] + 2) >> 2);
            WidenInner(first, target);
            target[(2 * length) - 2] = (byte)(((3 * first[^1]) + first[^2] + 1) >> 2);
            target[(2 * length) - 1] = first[^1];
            return;
        }

        ReadOnlySpan<byte> second = plane.Samples.AsSpan(far * plane.Stride, length);
        var x = 0;
        for (; x + 16 <= length; x += 16)
        {
            var sum = (Avx2.ConvertToVector256Int16(Vector128.Create(first[x..])) * 3) + Avx2.ConvertToVector256Int16(Vector128.Create(second[x..]));
            sum.CopyTo(sums, x);
        }

        for (; x < length; x++)
        {
            sums[x] = (short)((3 * first[x]) + second[x]);
        }

        target[0] = (byte)(((4 * sums[0]) + 8) >> 4);
        target[1] = (byte)(((3 * sums[0]) + sums[1] + 7) >> 4);
        for (x = 1; x + 16 < length; x += 16)
        {
            ref var at = ref sums[x];
            var centre = Vector256.LoadUnsafe(ref at) * 3;
            var even = (centre + Vector256.LoadUnsafe(ref Unsafe.Subtract(ref at, 1)) + Vector256.Create((short)8)) >> 4;
            var odd = (centre + Vector256.LoadUnsafe(ref Unsafe.Add(ref at, 1)) + Vector256.Create((short)7)) >> 4;
            (even | (odd << 8)).AsByte().CopyTo(target[(2 * x)..]);
        }

        for (; x < length - 1; x++)
        {
            target[2 * x] = (byte)(((3 * sums[x]) + sums[x - 1] + 8) >> 4);
            target[(2 * x) + 1] = (byte)(((3 * sums[x]) + sums[x + 1] + 7) >> 4);
        }

        target[(2 * length) - 2] = (byte)(((3 * sums[length - 1]) + sums[length - 2] + 8) >> 4);
        target[(2 * length) - 1] = (byte)(((4 * sums[length - 1]) + 7) >> 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WidenInner(ReadOnlySpan<byte> row, Span<byte> target)
    {
        var x = 1;
        for (; x + 16 < row.Length; x += 16)
        {
            var centre = Avx2.ConvertToVector256Int16(Vector128.Create(row[x..])) * 3;
            var even = (centre + Avx2.ConvertToVector256Int16(Vector128.Create(row[(x - 1)..])) + Vector256.Create((short)1)) >> 2;
            var odd = (centre + Avx2.ConvertToVector256Int16(Vector128.Create(row[(x + 1)..])) + Vector256.Create((short)2)) >> 2;
            (even | (odd << 8)).AsByte().CopyTo(target[(2 * x)..]);
        }

        for (; x < row.Length - 1; x++)
        {
            target[2 * x] = (byte)(((3 * row[x]) + row[x - 1] + 1) >> 2);
            target[(2 * x) + 1] = (byte)(((3 * row[x]) + row[x + 1] + 2) >> 2);
        }
    }

    /// <summary>JFIF's conversion in 16-bit fixed point.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Convert(ReadOnlySpan<byte> luma, ReadOnlySpan<byte> blues, ReadOnlySpan<byte> reds, Span<byte> pixels)
    {
        var x = 0;
        ref var to = ref MemoryMarshal.GetReference(pixels);
        for (; x + PixelVectors.Count <= luma.Length; x += PixelVectors.Count)
        {
            var y = Eight(luma, x);
            var cb = Eight(blues, x) - Vector256.Create(128);
            var cr = Eight(reds, x) - Vector256.Create(128);
            var half = Vector256.Create(1 << 15);
            PixelVectors.Store(
                ref Unsafe.Add(ref to, 3 * x),
                Level(y + (((cr * 91881) + half) >> 16)),
                Level(y + (((cb * -22554) + half - (cr * 46802)) >> 16)),
                Level(y + (((cb * 116130) + half) >> 16)));
        }

        for (; x < luma.Length; x++)
        {
            var (y, cb, cr) = (luma[x], blues[x] - 128, reds[x] - 128);
            pixels[3 * x] = (byte)Math.Clamp(y + (((cr * 91881) + (1 << 15)) >> 16), 0, 255);
            pixels[(3 * x) + 1] = (byte)Math.Clamp(y + (((cb * -22554) + (1 << 15) - (cr * 46802)) >> 16), 0, 255);
            pixels[(3 * x) + 2] = (byte)Math.Clamp(y + (((cb * 116130) + (1 << 15)) >> 16), 0, 255);
        }

        static Vector256<int> Eight(ReadOnlySpan<byte> samples, int at) =>
            Avx2.ConvertToVector256Int32(Vector128.CreateScalarUnsafe(MemoryMarshal.Read<ulong>(samples[at..])).AsByte());
        static Vector256<int> Level(Vector256<int> value) => Vector256.Min(Vector256.Max(value, Vector256<int>.Zero), Vector256.Create(255));
    }
}
