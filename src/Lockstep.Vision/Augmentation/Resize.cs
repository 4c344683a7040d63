using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Lockstep.Randomness;
using Lockstep.Recipes;
using Lockstep.Schema;
using Lockstep.Vision.Images;

namespace Lockstep.Vision.Augmentation;

/// <summary>Resizes to exactly height × width, antialiased: when shrinking, each pixel is the weighted mean of all it covers.</summary>
/// <param name="interpolation">Bilinear or bicubic.</param>
/// <remarks>
/// Draws nothing. Whole-number arithmetic, so the same on every machine: weights in 22-bit fixed point, first along the rows and then
/// along the columns, each rounded to 8 bits. This is what Pillow's Image.resize computes, so torchvision's Resize on PIL images too.
/// </remarks>
public sealed class Resize(int height, int width, Interpolation interpolation = Interpolation.Bilinear) : GeometricAugmentation
{
    internal static BuiltInAugmentation<IAugmentation> BuiltIn { get; } = new(
        [
            new(
                "resize", new NullableShape(new SideOrListShape(CommonShapes.Pixels, CommonShapes.HeightAndWidth)), DefaultValue.Null,
                "Size in pixels: a list is the exact size, one number that of the shorter side, the aspect kept; null leaves images as they are. "
                + "In validation too.")
            {
                Acts = Effects.Initialization | Effects.Augment | Effects.Evaluation
            },
            new(
                "interpolation", new WordShape("bilinear", "bicubic"), DefaultValue.Of("bilinear"),
                "How resize and random_resized_crop make new pixels, antialiased either way. In validation too.")
            {
                Acts = Effects.Augment | Effects.Evaluation
            },
        ],
        RandomPurpose.None,
        Of)
    {
        ForValidation = Of,
    };

    /// <summary>Height and width, or the shorter side; null where it is off.</summary>
    internal static int[]? SizeIn(RecipeValues recipe) => recipe.WholeNumbersOrNull("resize");

    private static IAugmentation? Of(RecipeValues recipe) => SizeIn(recipe) switch
    {
        [var height, var width] => new Resize(height, width, Interpolations.Of(recipe.Word("interpolation"))),
        [var side] => new ResizeShorterSide(side, Interpolations.Of(recipe.Word("interpolation"))),
        _ => null,
    };

    private const int Precision = 22;
    private const int Half = 1 << (Precision - 1);

    /// <summary>Weights by interpolation and (from, to) length: a data set has few sizes, and each image needs two of them.</summary>
    private static readonly ConcurrentDictionary<(Interpolation Interpolation, int From, int To), Taps> Known = new();

    /// <inheritdoc/>
    public override GeometricTransform Draw(int imageHeight, int imageWidth, ref RandomStream random) =>
        Transform(imageHeight, imageWidth, height, width, interpolation);

    /// <summary>The resize of an image of one size to another.</summary>
    internal static GeometricTransform Transform(int imageHeight, int imageWidth, int height, int width, Interpolation interpolation) => new(
        height,
        width,
        new ProjectiveMap((double)imageWidth / width, 0, 0, 0, (double)imageHeight / height, 0),
        image => To(image, height, width, interpolation));

    internal static Image To(Image image, int height, int width, Interpolation interpolation = Interpolation.Bilinear)
    {
        if (image.Height == height && image.Width == width)
        {
            return image;
        }

        var target = GC.AllocateUninitializedArray<byte>(3 * width * height);
        if (image.Height == height)
        {
            AlongRows(image.Pixels, target, TapsFor(interpolation, image.Width, width), image.Width);
        }
        else if (image.Width == width)
        {
            AlongColumns(image.Pixels, target, TapsFor(interpolation, image.Height, height), 3 * width);
        }
        else
        {
            var between = ArrayPool<byte>.Shared.Rent(3 * width * image.Height);
            AlongRows(image.Pixels, between, TapsFor(interpolation, image.Width, width), image.Width);
            AlongColumns(between, target, TapsFor(interpolation, image.Height, height), 3 * width);
            ArrayPool<byte>.Shared.Return(between);
        }

        return new Image(height, width, target);
    }

    private static void AlongRows(ReadOnlySpan<byte> source, Span<byte> target, Taps taps, int sourceWidth)
    {
        var width = taps.Starts.Length;
        var height = source.Length / (3 * sourceWidth);
        for (var y = 0; y < height; y++)
        {
            var row = source.Slice(y * sourceWidth * 3, sourceWidth * 3);
            var line = target.Slice(y * width * 3, width * 3);

            // The vectors read and write a little over the row's end, which the last row can't spare.
            if (Avx2.IsSupported && y < height - 1 && source.Length - ((y + 1) * sourceWidth * 3) >= Taps.Overreach)
            {
                RowInPairs(ref MemoryMarshal.GetReference(row), ref MemoryMarshal.GetReference(line), taps);
            }
            else
            {
                Row(row, line, taps);
            }
        }
    }

    private static void Row(ReadOnlySpan<byte> row, Span<byte> line, Taps taps)
    {
        for (int x = 0, to = 0; x < taps.Starts.Length; x++)
        {
            int red = Half, green = Half, blue = Half;
            var weights = taps.WeightsOf(x);
            var pixels = row.Slice(3 * taps.Starts[x], 3 * weights.Length);
            for (int tap = 0, from = 0; tap < weights.Length; tap++, from += 3)
            {
                var weight = weights[tap];
                red += pixels[from] * weight;
                green += pixels[from + 1] * weight;
                blue += pixels[from + 2] * weight;
            }

            line[to++] = ToByte(red);
            line[to++] = ToByte(green);
            line[to++] = ToByte(blue);
        }
    }

    /// <summary>
    /// The same, two source pixels at a time. Each target pixel is written with a byte too many, which the next one, or the next row, overwrites.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RowInPairs(ref byte row, ref byte line, Taps taps)
    {
        ref var pair = ref MemoryMarshal.GetArrayDataReference(taps.Pairs);
        var half = Vector128.Create(Half);
        for (var x = 0; x < taps.Starts.Length; x++)
        {
            ref var pixels = ref Unsafe.Add(ref row, 3 * taps.Starts[x]);
            var sums = Vector256<int>.Zero; // red, green, blue of the first, then of the second, then nothing twice
            for (var left = taps.PairsOf(x); left > 0; left--)
            {
                sums += Avx2.ConvertToVector256Int32(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref pixels)).AsByte()) * pair;
                pair = ref Unsafe.Add(ref pair, 1);
                pixels = ref Unsafe.Add(ref pixels, 6);
            }

            var second = Ssse3.AlignRight(sums.GetUpper().AsByte(), sums.GetLower().AsByte(), 12).AsInt32();
            var levels = (sums.GetLower() + second + half) >> Precision;
            var words = Sse2.PackSignedSaturate(levels, levels);
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref line, 3 * x), Sse2.PackUnsignedSaturate(words, words).AsUInt32().ToScalar());
        }
    }

    private static void AlongColumns(ReadOnlySpan<byte> source, Span<byte> target, Taps taps, int rowLength)
    {
        for (var y = 0; y < taps.Starts.Length; y++)
        {
            var weights = taps.WeightsOf(y);
            var rows = source.Slice(taps.Starts[y] * rowLength, weights.Length * rowLength);
            Column(rows, target.Slice(y * rowLength, rowLength), weights);
        }
    }

    /// <summary>One target row of the rows that make it; in steps of sixteen bytes, whose sums stay in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Column(ReadOnlySpan<byte> rows, Span<byte> line, ReadOnlySpan<int> weights)
    {
        ref var first = ref MemoryMarshal.GetReference(rows);
        ref var target = ref MemoryMarshal.GetReference(line);
        var x = 0;
        for (; Vector256.IsHardwareAccelerated && x + Vector128<byte>.Count <= line.Length; x += Vector128<byte>.Count)
        {
            var (lower, upper) = (Vector256.Create(Half), Vector256.Create(Half));
            ref var from = ref Unsafe.Add(ref first, x);
            foreach (var weight in weights)
            {
                var (lowerWords, upperWords) = Vector128.Widen(Vector128.LoadUnsafe(ref from));
                lower += Vector256.WidenLower(lowerWords.ToVector256Unsafe()).AsInt32() * weight;
                upper += Vector256.WidenLower(upperWords.ToVector256Unsafe()).AsInt32() * weight;
                from = ref Unsafe.Add(ref from, line.Length);
            }

            Vector128.Narrow(ToLevels(lower), ToLevels(upper)).StoreUnsafe(ref Unsafe.Add(ref target, x));
        }

        for (; x < line.Length; x++)
        {
            var sum = Half;
            for (var tap = 0; tap < weights.Length; tap++)
            {
                sum += rows[(tap * line.Length) + x] * weights[tap];
            }

            line[x] = ToByte(sum);
        }
    }

    /// <summary>Bicubic weights reach below zero, and so over both ends of what a byte holds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ushort> ToLevels(Vector256<int> sums)
    {
        var levels = Vector256.Min(Vector256.Max(sums >> Precision, Vector256<int>.Zero), Vector256.Create(255)).AsUInt32();
        return Vector128.Narrow(levels.GetLower(), levels.GetUpper());
    }

    private static byte ToByte(int sum) => (byte)Math.Clamp(sum >> Precision, 0, 255);

    private static Taps TapsFor(Interpolation interpolation, int from, int to) =>
        Known.GetOrAdd((interpolation, from, to), key => Taps.Of(key.Interpolation, key.From, key.To, Precision));
}
