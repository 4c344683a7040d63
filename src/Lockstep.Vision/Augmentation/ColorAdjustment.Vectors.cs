using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Lockstep.Vision.Augmentation;

/// <content>The same in steps of eight pixels. Each answers where it stopped, short of the end; the plain loops go on from there.</content>
internal static partial class ColorAdjustment
{
    private const int HueKinds = 6;

    /// <summary>8-bit hues by what they depend on: which channel is largest and which smallest, largest less smallest, largest less the middle one.</summary>
    private static readonly Lazy<byte[]> Hues = new(HueTable);

    /// <summary>8-bit saturations by largest channel, and largest less smallest.</summary>
    private static readonly Lazy<byte[]> Saturations = new(
        () => Table(1 << 16, at => ToHsv((byte)(at >> 8), (byte)Math.Max(0, (at >> 8) - (at & 255)), (byte)Math.Max(0, (at >> 8) - (at & 255))).Saturation));

    /// <summary>How far a hue lies into its sixth of the circle.</summary>
    private static readonly float[] RestOfHue = [.. Enumerable.Range(0, 256).Select(hue => (float)((hue * 6.0 / 255.0) - (int)(hue * 6.0 / 255.0)))];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (int End, long Sum) SumOfLuma(ReadOnlySpan<byte> pixels)
    {
        if (!PixelVectors.IsSupported)
        {
            return (0, 0);
        }

        ref var first = ref MemoryMarshal.GetReference(pixels);
        var sum = 0L;
        var at = 0;
        while (at + PixelVectors.Reach <= pixels.Length)
        {
            // Few enough for 32 bits: each adds at most 255.
            var sums = Vector256<int>.Zero;
            for (var left = 1 << 20; left > 0 && at + PixelVectors.Reach <= pixels.Length; left--, at += 3 * PixelVectors.Count)
            {
                var loaded = PixelVectors.Load(ref Unsafe.Add(ref first, at));
                sums += Luma(PixelVectors.Red(loaded), PixelVectors.Green(loaded), PixelVectors.Blue(loaded));
            }

            for (var lane = 0; lane < Vector256<int>.Count; lane++)
            {
                sum += sums[lane];
            }
        }

        return (at, sum);
    }

    /// <summary>In steps of sixteen levels here, whatever channel they are of.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int BlendEights(Span<byte> levels, int from, float factor)
    {
        var at = 0;
        if (!PixelVectors.IsSupported)
        {
            return at;
        }

        ref var first = ref MemoryMarshal.GetReference(levels);
        var start = Vector256.Create(from);
        for (; at + Vector128<byte>.Count <= levels.Length; at += Vector128<byte>.Count)
        {
            var loaded = Vector128.LoadUnsafe(ref first, (nuint)at);
            var lower = Blend(start, Avx2.ConvertToVector256Int32(loaded), factor);
            var upper = Blend(start, Avx2.ConvertToVector256Int32(Sse2.ShiftRightLogical128BitLane(loaded, 8)), factor);
            Sse2.PackUnsignedSaturate(
                Sse2.PackSignedSaturate(lower.GetLower(), lower.GetUpper()),
                Sse2.PackSignedSaturate(upper.GetLower(), upper.GetUpper())).StoreUnsafe(ref first, (nuint)at);
        }

        return at;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int SaturateEights(Span<byte> pixels, float factor)
    {
        var at = 0;
        if (!PixelVectors.IsSupported)
        {
            return at;
        }

        ref var first = ref MemoryMarshal.GetReference(pixels);
        for (; at + PixelVectors.Reach <= pixels.Length; at += 3 * PixelVectors.Count)
        {
            var loaded = PixelVectors.Load(ref Unsafe.Add(ref first, at));
            var (red, green, blue) = (PixelVectors.Red(loaded), PixelVectors.Green(loaded), PixelVectors.Blue(loaded));
            var grey = Luma(red, green, blue);
            PixelVectors.Store(ref Unsafe.Add(ref first, at), Blend(grey, red, factor), Blend(grey, green, factor), Blend(grey, blue, factor));
        }

        return at;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe int TurnEights(Span<byte> pixels, byte turn)
    {
        var at = 0;
        if (!PixelVectors.IsSupported)
        {
            return at;
        }

        ref var first = ref MemoryMarshal.GetReference(pixels);
        fixed (byte* hues = Hues.Value, saturations = Saturations.Value)
        fixed (float* rests = RestOfHue)
        {
            var low8 = Vector256.Create(255);
            for (; at + PixelVectors.Reach <= pixels.Length; at += 3 * PixelVectors.Count)
            {
                var loaded = PixelVectors.Load(ref Unsafe.Add(ref first, at));
                var (red, green, blue) = (PixelVectors.Red(loaded), PixelVectors.Green(loaded), PixelVectors.Blue(loaded));
                var most = Vector256.Max(red, Vector256.Max(green, blue));
                var least = Vector256.Min(red, Vector256.Min(green, blue));
                var range = most - least;
                var middle = red + green + blue - most - least;

                // Red before green before blue where two are largest, as in ToHsv; where two are smallest either gives the same.
                var redIsMost = Vector256.Equals(red, most);
                var greenIsMost = Vector256.AndNot(Vector256.Equals(green, most), redIsMost);
                var kind = Vector256.ConditionalSelect(
                    redIsMost,
                    Vector256.Equals(green, least) & Vector256.Create(1),
                    Vector256.ConditionalSelect(
                        greenIsMost,
                        Vector256.Create(2) + (Vector256.Equals(blue, least) & Vector256.Create(1)),
                        Vector256.Create(4) + (Vector256.Equals(red, least) & Vector256.Create(1))));
                var hue = Avx2.GatherVector256((int*)hues, (kind << 16) | (range << 8) | (most - middle), 1) & low8;
                var saturation = Avx2.GatherVector256((int*)saturations, (most << 8) | range, 1) & low8;
                hue = (hue + Vector256.Create((int)turn)) & low8;

                // hue × 6 / 255, rounded down: 257 / 65536 is a little more than 1 / 255.
                var sector = ((hue * Vector256.Create(6 * 257)) + Vector256.Create(257)) >>> 16;
                var rest = Avx2.GatherVector256(rests, hue, sizeof(float));
                var part = Vector256.ConvertToSingle(saturation) / Vector256.Create(255f);

                // value × (1 - x) with one rounding at the end: to the same levels as in double precision, for each of the 2^24 there are.
                var value = Vector256.ConvertToSingle(most);
                var low = Rounded(Fma.MultiplyAddNegated(part, value, value));
                var falling = Rounded(Fma.MultiplyAddNegated(part * rest, value, value));
                var rising = Rounded(Fma.MultiplyAddNegated(part * (Vector256<float>.One - rest), value, value));

                var is1 = Vector256.Equals(sector, Vector256.Create(1));
                var is2 = Vector256.Equals(sector, Vector256.Create(2));
                var is3 = Vector256.Equals(sector, Vector256.Create(3));
                var is4 = Vector256.Equals(sector, Vector256.Create(4));
                var is5 = Vector256.Equals(sector, Vector256.Create(5));
                var is0 = ~(is1 | is2 | is3 | is4 | is5); // the whole circle too
                PixelVectors.Store(
                    ref Unsafe.Add(ref first, at),
                    Vector256.ConditionalSelect(is2 | is3, low, Vector256.ConditionalSelect(is1, falling, Vector256.ConditionalSelect(is4, rising, most))),
                    Vector256.ConditionalSelect(is1 | is2, most, Vector256.ConditionalSelect(is0, rising, Vector256.ConditionalSelect(is3, falling, low))),
                    Vector256.ConditionalSelect(is0 | is1, low, Vector256.ConditionalSelect(is2, rising, Vector256.ConditionalSelect(is5, falling, most))));
            }
        }

        return at;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Luma(Vector256<int> red, Vector256<int> green, Vector256<int> blue) =>
        ((red * 19595) + (green * 38470) + (blue * 7471) + Vector256.Create(0x8000)) >> 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Blend(Vector256<int> from, Vector256<int> to, float factor)
    {
        var value = Vector256.ConvertToSingle(from) + (Vector256.Create(factor) * Vector256.ConvertToSingle(to - from));
        return Avx.ConvertToVector256Int32WithTruncation(Vector256.Min(Vector256.Max(value, Vector256<float>.Zero), Vector256.Create(255f)));
    }

    /// <summary>To the nearest whole number, halves up; from 0 to 255 as it comes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Rounded(Vector256<float> value)
    {
        var whole = Avx.ConvertToVector256Int32WithTruncation(value);

        // The difference is exact. A comparison that holds is -1.
        return whole - Vector256.GreaterThanOrEqual(value - Vector256.ConvertToSingle(whole), Vector256.Create(0.5f)).AsInt32();
    }

    private static byte[] HueTable() => Table(HueKinds << 16, at =>
    {
        var (kind, range, below) = (at >> 16, (at >> 8) & 255, at & 255);
        var (most, middle, least) = ((byte)255, (byte)(255 - Math.Min(below, range)), (byte)(255 - range));
        return kind switch
        {
            0 => ToHsv(most, middle, least).Hue,
            1 => ToHsv(most, least, middle).Hue,
            2 => ToHsv(least, most, middle).Hue,
            3 => ToHsv(middle, most, least).Hue,
            4 => ToHsv(middle, least, most).Hue,
            _ => ToHsv(least, middle, most).Hue,
        };
    });

    /// <summary>With three bytes more, since four are read at a time.</summary>
    private static byte[] Table(int length, Func<int, byte> value)
    {
        var table = new byte[length + 3];
        for (var at = 0; at < length; at++)
        {
            table[at] = value(at);
        }

        return table;
    }
}
