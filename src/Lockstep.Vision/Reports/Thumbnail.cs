using Lockstep.Vision.Augmentation;
using Lockstep.Vision.Images;

namespace Lockstep.Vision.Reports;

/// <summary>A picture made to fit a square: shrunk as a whole, or each pixel enlarged to a square of several.</summary>
internal static class Thumbnail
{
    public static Image Of(Image image, int side)
    {
        var largest = Math.Max(image.Height, image.Width);
        if (largest > side)
        {
            var factor = (double)side / largest;
            return Resize.To(image, Math.Max(1, (int)(image.Height * factor)), Math.Max(1, (int)(image.Width * factor)));
        }

        var times = side / largest;
        var (height, width) = (image.Height * times, image.Width * times);
        var pixels = new byte[3 * height * width];
        for (var at = 0; at < height * width; at++)
        {
            image.Pixels.AsSpan(3 * ((at / width / times * image.Width) + (at % width / times)), 3).CopyTo(pixels.AsSpan(3 * at));
        }

        return new Image(height, width, pixels);
    }
}
