using Lockstep.Randomness;
using Lockstep.Vision.Images;

namespace Lockstep.Vision.Augmentation;

/// <summary>Turns the image about its middle by an angle between -degrees and degrees, counter-clockwise; the size stays, corners turn black.</summary>
/// <param name="degrees">From 0 to 180.</param>
/// <remarks>
/// Draws one double. Nearest pixels in 16-bit fixed point, as Pillow's Image.rotate computes them, so torchvision's RandomRotation on PIL images too.
/// </remarks>
public sealed class Rotation(double degrees) : IAugmentation
{
    private const int Digits = 15; // Pillow rounds sine and cosine to as many

    public Image Apply(Image image, ref RandomStream random) => Turned(image, random.NextUniform(-degrees, degrees));

    internal static Image Turned(Image image, double angle)
    {
        if (angle == 0)
        {
            return image;
        }

        var (sine, cosine) = Elementary.SinCos(-angle);
        sine = Math.Round(sine, Digits);
        cosine = Math.Round(cosine, Digits);
        var (middleX, middleY) = (image.Width / 2.0, image.Height / 2.0);

        // Where the middle of the first pixel comes from, and how far each step to the right or down moves that.
        var startX = ((cosine * -middleX) + (sine * -middleY)) + middleX;
        var startY = ((-sine * -middleX) + (cosine * -middleY)) + middleY;
        var rowX = Fixed(startX + (cosine * 0.5) + (sine * 0.5));
        var rowY = Fixed(startY + (-sine * 0.5) + (cosine * 0.5));
        var (along, across, down) = (Fixed(cosine), Fixed(-sine), Fixed(sine));

        var target = new byte[image.Pixels.Length];
        for (int y = 0, to = 0; y < image.Height; y++, rowX += down, rowY += along)
        {
            var (fromX, fromY) = (rowX, rowY);
            for (var x = 0; x < image.Width; x++, to += 3, fromX += along, fromY += across)
            {
                var (column, row) = (fromX >> 16, fromY >> 16);
                if (column >= 0 && column < image.Width && row >= 0 && row < image.Height)
                {
                    image.Pixels.AsSpan(3 * (((int)row * image.Width) + (int)column), 3).CopyTo(target.AsSpan(to));
                }
            }
        }

        return new Image(image.Height, image.Width, target);
    }

    private static long Fixed(double value) => (long)Math.Floor((value * 65536.0) + 0.5);
}
