using Lockstep.Vision.Images;

namespace Lockstep.Vision.Augmentation;

/// <summary>Pixels at any place of an image, as Pillow's Image.transform takes them: the middle of the first pixel lies at (0.5, 0.5).</summary>
internal static class Sampling
{
    /// <summary>An image of the same size, of one colour.</summary>
    public static byte[] Filled(Image image, Fill fill)
    {
        var target = new byte[image.Pixels.Length];
        if (fill != default)
        {
            for (var at = 0; at < target.Length; at += 3)
            {
                (target[at], target[at + 1], target[at + 2]) = fill;
            }
        }

        return target;
    }

    /// <summary>Copies the pixel in which the place lies; nothing where there is none.</summary>
    public static void Nearest(Image image, double x, double y, Span<byte> target)
    {
        if (x >= 0 && x < image.Width && y >= 0 && y < image.Height)
        {
            image.Pixels.AsSpan(3 * (((int)y * image.Width) + (int)x), 3).CopyTo(target);
        }
    }

    /// <summary>
    /// Mixes the four pixels around the place, cut off to whole levels; at the edge the outermost stand for those
    /// beyond. Nothing where the place lies outside.
    /// </summary>
    public static void Bilinear(Image image, double x, double y, Span<byte> target)
    {
        if (!(x >= 0 && x < image.Width && y >= 0 && y < image.Height))
        {
            return;
        }

        x -= 0.5;
        y -= 0.5;
        var (column, row) = ((int)Math.Floor(x), (int)Math.Floor(y));
        var (right, down) = (x - column, y - row);
        var (first, second) = (3 * Math.Max(column, 0), 3 * Math.Min(column + 1, image.Width - 1));
        var upper = image.Pixels.AsSpan(3 * image.Width * Math.Max(row, 0));
        var lower = image.Pixels.AsSpan(3 * image.Width * Math.Min(row + 1, image.Height - 1));
        for (var channel = 0; channel < 3; channel++)
        {
            var above = Between(upper[first + channel], upper[second + channel], right);
            var below = Between(lower[first + channel], lower[second + channel], right);
            target[channel] = (byte)Between(above, below, down);
        }
    }

    private static double Between(double from, double to, double part) => from + ((to - from) * part);
}
