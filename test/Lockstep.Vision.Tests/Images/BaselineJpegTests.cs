using System.Globalization;
using CsCheck;
using Lockstep.Vision.Images;
using SkiaSharp;

namespace Lockstep.Vision.Tests.Images;

/// <summary>The quick decoder gives the very pixels of the general one, or none. <c>LOCKSTEP_FUZZ_CASES</c> sets how many damaged files are tried.</summary>
public sealed class BaselineJpegTests
{
    [Fact]
    public void Photographs_are_the_very_pixels_of_the_general_decoder_and_most_are_decoded_here()
    {
        var flowers = Pictures.RealData("flowers");
        Assert.SkipUnless(Directory.Exists(flowers), "needs photographs: set LOCKSTEP_TEST_DATA to a folder that holds flowers/{train,val}/<class>/*.jpg");
        var files = Directory.GetFiles(flowers, "*.jpg", SearchOption.AllDirectories);
        Assert.True(files.Count(file => IsTheSame(File.ReadAllBytes(file), file)) > files.Length * 3 / 4);
    }

    [Fact]
    public void Every_picture_of_the_fixtures_is_the_same_or_left_to_the_general_decoder()
    {
        foreach (var file in Pictures.Files)
        {
            IsTheSame(File.ReadAllBytes(file), file);
        }
    }

    [Theory]
    [InlineData(SKJpegEncoderDownsample.Downsample420)]
    [InlineData(SKJpegEncoderDownsample.Downsample422)]
    [InlineData(SKJpegEncoderDownsample.Downsample444)]
    public void Every_size_and_sampling_is_the_same(SKJpegEncoderDownsample sampling)
    {
        for (var side = 1; side < 70; side++)
        {
            foreach (var quality in (int[])[3, 60, 100])
            {
                var (width, height) = (side, 1 + (side * 7 % 69));
                Assert.Equal(width >= 16 && height >= 16, IsTheSame(Encoded(width, height, quality, sampling), $"{width}×{height}"));
            }
        }
    }

    [Fact]
    public void Damaged_files_give_the_pixels_of_the_general_decoder_or_none()
    {
        var cases = int.Parse(Environment.GetEnvironmentVariable("LOCKSTEP_FUZZ_CASES") ?? "2000", CultureInfo.InvariantCulture);
        byte[][] whole = [Encoded(40, 33, 70, SKJpegEncoderDownsample.Downsample420), Encoded(33, 40, 90, SKJpegEncoderDownsample.Downsample422), Encoded(24, 24, 50, SKJpegEncoderDownsample.Downsample444)];
        Gen.Select(Gen.Int[0, 2], Gen.Select(Gen.Double[0, 1], Gen.Byte).Array[1, 4], Gen.Double[0, 1.2]).Sample(
            (which, changes, end) =>
            {
                var bytes = (byte[])whole[which].Clone();
                foreach (var (place, value) in changes)
                {
                    bytes[(int)(place * (bytes.Length - 1))] = value;
                }

                IsTheSame(bytes[..Math.Min((int)(end * bytes.Length), bytes.Length)], "damaged");
            },
            iter: cases,
            threads: 1);
    }

    /// <summary>Answers whether it was decoded here; fails where the pixels differ.</summary>
    private static bool IsTheSame(byte[] encoded, string name)
    {
        if (BaselineJpeg.TryDecode(encoded) is not { } quick)
        {
            return false;
        }

        Image general;
        try
        {
            general = ImageDecoder.Stored(encoded, name);
        }
        catch (BrokenImageException exception)
        {
            Assert.Fail($"{name}: decoded, but {exception.Message}");
            throw;
        }

        Assert.Equal((general.Height, general.Width), (quick.Height, quick.Width));
        var equal = general.Pixels.AsSpan().CommonPrefixLength(quick.Pixels);
        Assert.True(equal == general.Pixels.Length, $"{name}: differs from byte {equal} on, row {equal / 3 / general.Width}, column {equal / 3 % general.Width}");
        return true;
    }

    private static byte[] Encoded(int width, int height, int quality, SKJpegEncoderDownsample sampling)
    {
        using var picture = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                picture.SetPixel(x, y, new SKColor((byte)(x * 255 / width), (byte)((y * 31) ^ (x * 5)), (byte)((x * y) + ((x / 3 % 2) * 90))));
            }
        }

        using var pixmap = picture.PeekPixels();
        using SKData data = pixmap.Encode(new SKJpegEncoderOptions(quality, sampling, SKJpegEncoderAlphaOption.Ignore)) ?? throw new InvalidOperationException("Skia could not encode it.");
        return data.ToArray();
    }
}
