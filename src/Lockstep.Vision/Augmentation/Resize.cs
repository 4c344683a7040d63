using System.Collections.Concurrent;
using Lockstep.Randomness;
using Lockstep.Vision.Images;

namespace Lockstep.Vision.Augmentation;

/// <summary>Resizes to exactly height × width, antialiased: when shrinking, each pixel is the weighted mean of all it covers.</summary>
/// <param name="interpolation">Bilinear or bicubic.</param>
/// <remarks>
/// Draws nothing. Whole-number arithmetic, so the same on every machine: weights in 22-bit fixed point, first along the rows and then
/// along the columns, each rounded to 8 bits. This is what Pillow's Image.resize computes, so torchvision's Resize on PIL images too.
/// </remarks>
public sealed class Resize(int height, int width, Interpolation interpolation = Interpolation.Bilinear) : IAugmentation
{
    private const int Precision = 22;
    private const int Half = 1 << (Precision - 1);

    /// <summary>Weights by interpolation and (from, to) length: a data set has few sizes, and each image needs two of them.</summary>
    private static readonly ConcurrentDictionary<(Interpolation Interpolation, int From, int To), Taps> Known = new();

    public Image Apply(Image image, ref RandomStream random) => To(image, height, width, interpolation);

    internal static Image To(Image image, int height, int width, Interpolation interpolation = Interpolation.Bilinear)
    {
        var result = image;
        if (image.Width != width)
        {
            result = AlongRows(result, TapsFor(interpolation, image.Width, width));
        }

        if (image.Height != height)
        {
            result = AlongColumns(result, TapsFor(interpolation, image.Height, height));
        }

        return result;
    }

    private static Image AlongRows(Image image, Taps taps)
    {
        var source = image.Pixels;
        var width = taps.Starts.Length;
        var target = GC.AllocateUninitializedArray<byte>(3 * width * image.Height);
        var to = 0;
        for (var y = 0; y < image.Height; y++)
        {
            var row = source.AsSpan(y * image.Width * 3, image.Width * 3);
            for (var x = 0; x < width; x++)
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

                target[to++] = ToByte(red);
                target[to++] = ToByte(green);
                target[to++] = ToByte(blue);
            }
        }

        return new Image(image.Height, width, target);
    }

    private static Image AlongColumns(Image image, Taps taps)
    {
        var rowLength = 3 * image.Width;
        var height = taps.Starts.Length;
        var target = GC.AllocateUninitializedArray<byte>(rowLength * height);
        var sums = new int[rowLength];
        for (var y = 0; y < height; y++)
        {
            sums.AsSpan().Fill(Half);
            var weights = taps.WeightsOf(y);
            for (var tap = 0; tap < weights.Length; tap++)
            {
                // Row by row, so that the inner loop runs over neighbouring bytes and is vectorised.
                var weight = weights[tap];
                var row = image.Pixels.AsSpan((taps.Starts[y] + tap) * rowLength, rowLength);
                for (var x = 0; x < row.Length && x < sums.Length; x++)
                {
                    sums[x] += row[x] * weight;
                }
            }

            var line = target.AsSpan(y * rowLength, rowLength);
            for (var x = 0; x < line.Length; x++)
            {
                line[x] = ToByte(sums[x]);
            }
        }

        return new Image(height, image.Width, target);
    }

    private static byte ToByte(int sum) => (byte)Math.Clamp(sum >> Precision, 0, 255);

    private static Taps TapsFor(Interpolation interpolation, int from, int to) =>
        Known.GetOrAdd((interpolation, from, to), key => Taps.Of(key.Interpolation, key.From, key.To, Precision));
}
