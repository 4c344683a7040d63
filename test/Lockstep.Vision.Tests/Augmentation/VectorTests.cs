using Lockstep.Randomness;
using Lockstep.Vision.Augmentation;
using Lockstep.Vision.Images;

namespace Lockstep.Vision.Tests.Augmentation;

/// <summary>
/// What is computed on many pixels at a time is what one at a time gives. Parity with torchvision is held elsewhere;
/// here every length and every colour counts.
/// </summary>
public sealed class VectorTests
{
    private delegate void Adjustment(Span<byte> pixels);

    [Theory]
    [InlineData(-0.5)]
    [InlineData(-0.1)]
    [InlineData(0.0)]
    [InlineData(0.37)]
    public void Every_hue_is_turned_as_one_pixel_by_itself(double shift)
    {
        // Every seventh of all colours, so each value and each difference of channels occurs.
        var all = new byte[3 * ((1 << 24) / 7)];
        for (var at = 0; at < all.Length; at += 3)
        {
            var color = at / 3 * 7;
            (all[at], all[at + 1], all[at + 2]) = ((byte)(color >> 16), (byte)(color >> 8), (byte)color);
        }

        var expected = (byte[])all.Clone();
        for (var at = 0; at < all.Length; at += 3)
        {
            ColorAdjustment.Hue(expected.AsSpan(at, 3), shift);
        }

        ColorAdjustment.Hue(all, shift);
        Assert.True(expected.AsSpan().SequenceEqual(all), $"The first difference is at byte {expected.AsSpan().CommonPrefixLength(all)}.");
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(0.61f)]
    [InlineData(1f)]
    [InlineData(1.4f)]
    public void Brightness_and_saturation_of_any_length_are_those_of_single_pixels(float factor)
    {
        foreach (var length in (int[])[3, 24, 27, 30, 48, 51, 300, 30_000])
        {
            Compare(length, pixels => ColorAdjustment.Saturation(pixels, factor));
            Compare(length, pixels => ColorAdjustment.Brightness(pixels, factor));
        }
    }

    [Fact]
    public void Contrast_goes_by_the_mean_of_all_pixels_whatever_their_number()
    {
        foreach (var count in (int[])[1, 8, 9, 10, 16, 17, 100, 10_000])
        {
            var pixels = Noise(3 * count, 5);
            var sum = Enumerable.Range(0, count).Sum(at => (long)ColorAdjustment.Luma(pixels[3 * at], pixels[(3 * at) + 1], pixels[(3 * at) + 2]));
            byte[] expected = [.. pixels.Select(level => ColorAdjustment.Blend((int)(((double)sum / count) + 0.5), level, 0.7f))];
            ColorAdjustment.Contrast(pixels, 0.7f);
            Assert.Equal(expected, pixels);
        }
    }

    [Fact]
    public void A_mirrored_image_of_any_width_mirrored_again_is_itself_and_its_pixels_change_places()
    {
        for (var width = 1; width < 40; width++)
        {
            var image = new Image(3, width, Noise(9 * width, (uint)width));
            var mirrored = HorizontalFlip.Mirrored(image);
            Assert.Equal(image.Pixels, HorizontalFlip.Mirrored(mirrored).Pixels);
            for (var at = 0; at < 3 * width; at++)
            {
                var opposite = (at / width * width) + width - 1 - (at % width);
                Assert.Equal(image.Pixels.AsSpan(3 * at, 3), mirrored.Pixels.AsSpan(3 * opposite, 3));
            }
        }
    }

    [Theory]
    [InlineData(Interpolation.Bilinear)]
    [InlineData(Interpolation.Bicubic)]
    public void Resizing_by_rows_and_columns_is_the_weighted_sum_of_whole_numbers(Interpolation interpolation)
    {
        foreach (var (height, width, toHeight, toWidth) in ((int, int, int, int)[])[
            (1, 1, 3, 3), (2, 1, 1, 2), (5, 7, 4, 3), (9, 33, 33, 9), (40, 31, 17, 16), (64, 3, 5, 50), (3, 64, 50, 5), (100, 90, 7, 6)
        ])
        {
            var image = new Image(height, width, Noise(3 * height * width, (uint)(height + width)));
            Assert.Equal(Plain(image, toHeight, toWidth, interpolation), Resize.To(image, toHeight, toWidth, interpolation).Pixels);
        }
    }

    private static byte[] Plain(Image image, int height, int width, Interpolation interpolation)
    {
        const int Precision = 22;
        var (rows, columns) = (Taps.Of(interpolation, image.Width, width, Precision), Taps.Of(interpolation, image.Height, height, Precision));
        static byte Level(int sum) => (byte)Math.Clamp((sum + (1 << (Precision - 1))) >> Precision, 0, 255);
        var wide = new byte[3 * width * image.Height];
        for (var at = 0; at < wide.Length; at++)
        {
            var (y, x, channel) = (at / 3 / width, at / 3 % width, at % 3);
            var weights = image.Width == width ? [1 << Precision] : rows.WeightsOf(x).ToArray();
            var start = image.Width == width ? x : rows.Starts[x];
            wide[at] = Level(weights.Select((weight, tap) => weight * image.Pixels[(3 * ((y * image.Width) + start + tap)) + channel]).Sum());
        }

        var result = new byte[3 * width * height];
        for (var at = 0; at < result.Length; at++)
        {
            var (y, rest) = (at / (3 * width), at % (3 * width));
            var weights = image.Height == height ? [1 << Precision] : columns.WeightsOf(y).ToArray();
            var start = image.Height == height ? y : columns.Starts[y];
            result[at] = Level(weights.Select((weight, tap) => weight * wide[((start + tap) * 3 * width) + rest]).Sum());
        }

        return result;
    }

    private static void Compare(int length, Adjustment adjust)
    {
        var pixels = Noise(length, 9);
        var expected = (byte[])pixels.Clone();
        for (var at = 0; at < length; at += 3)
        {
            adjust(expected.AsSpan(at, 3));
        }

        adjust(pixels);
        Assert.Equal(expected, pixels);
    }

    private static byte[] Noise(int length, uint sample)
    {
        var random = new RandomStream(3, RandomPurpose.Subset, epoch: 0, sample);
        var noise = new byte[length];
        for (var at = 0; at < length; at++)
        {
            noise[at] = (byte)random.NextUInt32();
        }

        return noise;
    }
}
