using System.Diagnostics;
using Lockstep.Vision.Images;
using Lockstep.Vision.Images.Headers;
using Lockstep.Vision.Inspection;

namespace Lockstep.Vision.Tests.Images;

public sealed class JpegScaleTests
{
    [Fact]
    public void Photographs_at_every_scale_give_the_very_pixels_of_libjpeg()
    {
        var flowers = Pictures.RealData("flowers");
        Assert.SkipUnless(Directory.Exists(flowers), "needs photographs: set LOCKSTEP_TEST_DATA to a folder that holds flowers/{train,val}/<class>/*.jpg");
        Assert.SkipUnless(File.Exists("/usr/lib/python3/dist-packages/PIL/Image.py"), "needs Pillow: install python3-pil");
        string[] words = ["full", "half", "quarter", "eighth"];
        using var python = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", """
            import hashlib, pathlib, struct, sys
            from PIL import Image
            for path in sorted(pathlib.Path(sys.argv[1]).glob("train/*/*.jpg"))[::12]:
                for word, by in (("full", 1), ("half", 2), ("quarter", 4), ("eighth", 8)):
                    image = Image.open(path)
                    image.draft("RGB", (image.width // by, image.height // by))
                    image = image.convert("RGB")
                    print(word, hashlib.sha256(struct.pack("<II", image.height, image.width) + image.tobytes()).hexdigest(), path)
            """, flowers])
        {
            RedirectStandardOutput = true,
        }) ?? throw new InvalidOperationException("Python did not start.");
        var lines = python.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(lines.Length >= 100);
        foreach (var line in lines)
        {
            var fields = line.Split(' ', 3);
            Assert.Contains(fields[0], words);
            var image = ImageDecoder.Decode(File.ReadAllBytes(fields[2]), fields[2], OrientationRule.Ignore, JpegScale.Of(fields[0], null));
            Assert.Equal(line, $"{fields[0]} {PixelDigests.Of(image)} {fields[2]}");
        }
    }

    [Theory]
    [InlineData(448, 640, "[224]", 2)]
    [InlineData(447, 640, "[224]", 1)]
    [InlineData(1800, 1793, "[224, 224]", 8)]
    [InlineData(1800, 1791, "[224, 224]", 4)]
    [InlineData(100, 900, "[100, 100]", 1)]
    [InlineData(900, 450, "[100, 200]", 2)]
    [InlineData(450, 900, "[100, 200]", 4)]
    [InlineData(5000, 5000, "null", 1)]
    public void Auto_goes_as_far_as_no_side_gets_shorter_than_it_is_resized_to(int height, int width, string resize, int divisor) =>
        Assert.Equal(divisor, JpegScale.Of("auto", System.Text.Json.JsonSerializer.Deserialize<int[]>(resize)).DivisorFor(height, width));

    [Fact]
    public void Only_JPEGs_are_scaled_and_turned_ones_by_their_upright_sides()
    {
        var scaled = 0;
        foreach (var file in Pictures.Files)
        {
            var bytes = File.ReadAllBytes(file);
            var header = ImageHeader.Read(bytes);
            if (header is null || header.ReasonAgainst() is not null)
            {
                continue;
            }

            var (whole, half) = (ImageDecoder.Decode(bytes, file, OrientationRule.Apply), ImageDecoder.Decode(
                bytes, file, OrientationRule.Apply, JpegScale.Of("half", null)));
            if (header.Format == ImageFormat.Jpeg)
            {
                Assert.Equal(((whole.Height + 1) / 2, (whole.Width + 1) / 2), (half.Height, half.Width));
                scaled++;
            }
            else
            {
                Assert.Equal(whole.Pixels, half.Pixels);
            }

            // Just tall enough for a half where it is upright.
            var auto = ImageDecoder.Decode(bytes, file, OrientationRule.Apply, JpegScale.Of("auto", [Math.Max(whole.Height / 2, 1), 1]));
            Assert.Equal(header.Format == ImageFormat.Jpeg && whole.Height > 1 && whole.Width > 1 ? half.Height : whole.Height, auto.Height);
        }

        Assert.True(scaled > 5);
    }
}
