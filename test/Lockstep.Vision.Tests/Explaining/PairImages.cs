using Lockstep.Vision.Images;
using Lockstep.Vision.Tests.Runs;
using SkiaSharp;

namespace Lockstep.Vision.Tests.Explaining;

/// <summary>Of what kind the images of a pair are.</summary>
internal enum PairImages
{
    /// <summary>Grey digits.</summary>
    Digits,

    /// <summary>Digits in the colours of their classes.</summary>
    Coloured,

    /// <summary>JPEGs of coloured digits, each with EXIF data that says that it lies on its side.</summary>
    Photographs,
}

/// <summary>Writes them.</summary>
internal static class PairFolders
{
    private const int PerClass = 20;
    private const int PhotographSide = 32;

    // APP1 with one entry: orientation 6, a quarter turn to the right.
    private static readonly byte[] OnItsSide =
        [0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, .. "MM"u8, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0];

    public static void Write(PairImages images, string folder)
    {
        for (var label = 0; label < 10; label++)
        {
            if (images == PairImages.Digits)
            {
                AllDigits.CopyFirst(PerClass, $"{label}", folder);
                continue;
            }

            var target = Directory.CreateDirectory(Path.Combine(folder, $"{label}")).FullName;
            foreach (var file in AllDigits.Of($"{label}").Take(PerClass))
            {
                var name = Path.Combine(target, Path.GetFileNameWithoutExtension(file));
                var (hue, digit) = (SKColor.FromHsv(label * 36, 80, 100), ImageDecoder.Decode(File.ReadAllBytes(file), file, OrientationRule.Apply));
                byte[] pixels = [.. digit.Pixels.Chunk(3).SelectMany(level =>
                    (byte[])[(byte)(level[0] * hue.Red / 255), (byte)(level[1] * hue.Green / 255), (byte)(level[2] * hue.Blue / 255)])];
                var png = ImagePng.Encode(new Image(digit.Height, digit.Width, pixels));
                if (images == PairImages.Coloured)
                {
                    File.WriteAllBytes(name + ".png", png);
                    continue;
                }

                using var bitmap = SKBitmap.Decode(png);
                using var large = bitmap.Resize(new SKImageInfo(PhotographSide, PhotographSide), SKSamplingOptions.Default);
                using var jpeg = large.Encode(SKEncodedImageFormat.Jpeg, 90);
                File.WriteAllBytes(name + ".jpg", [0xFF, 0xD8, .. OnItsSide, .. jpeg.AsSpan()[2..]]);
            }
        }
    }
}
