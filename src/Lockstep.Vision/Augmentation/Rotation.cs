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
    internal static BuiltInAugmentation BuiltIn { get; } = new(RandomPurpose.AugmentRotation,
        recipe => recipe.RotationDegrees > 0 ? new Rotation(recipe.RotationDegrees) : null)
    {
        Name = "rotation",
    };

    private const int Digits = 15; // Pillow rounds sine and cosine to as many

    public Image Apply(Image image, ref RandomStream random) => Turned(image, random.NextUniform(-degrees, degrees));

    internal static Image Turned(Image image, double angle, Interpolation interpolation = Interpolation.Nearest, Fill fill = default)
    {
        if (angle == 0)
        {
            return image;
        }

        var (sine, cosine) = Elementary.SinCos(-angle);
        sine = Math.Round(sine, Digits);
        cosine = Math.Round(cosine, Digits);
        var (middleX, middleY) = (image.Width / 2.0, image.Height / 2.0);
        var startX = ((cosine * -middleX) + (sine * -middleY)) + middleX;
        var startY = ((-sine * -middleX) + (cosine * -middleY)) + middleY;
        return new AffineMap(cosine, sine, startX, -sine, cosine, startY).Of(image, interpolation, fill);
    }
}
