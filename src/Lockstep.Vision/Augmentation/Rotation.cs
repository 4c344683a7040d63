using Lockstep.Randomness;
using Lockstep.Schema;

namespace Lockstep.Vision.Augmentation;

/// <summary>Turns the image about its middle by an angle between -degrees and degrees, counter-clockwise; the size stays, corners turn black.</summary>
/// <param name="degrees">From 0 to 180.</param>
/// <remarks>
/// Draws one double. Nearest pixels in 16-bit fixed point, as Pillow's Image.rotate computes them, so torchvision's RandomRotation on PIL images too.
/// </remarks>
internal sealed class Rotation(double degrees) : GeometricAugmentation
{
    internal static BuiltInAugmentation<IAugmentation> BuiltIn { get; } = new(
        [new("rotation_degrees", new NumberShape { Least = 0, Most = 180 }, DefaultValue.Of(0.0), "The angle is drawn from -x to x; the corners turn black.")],
        new RandomPurpose(19),
        recipe => recipe.Number("rotation_degrees") is > 0 and var degrees ? new Rotation(degrees) : null)
    {
        Name = "rotation",
    };

    private const int Digits = 15; // Pillow rounds sine and cosine to as many

    /// <inheritdoc/>
    public override GeometricTransform Draw(int imageHeight, int imageWidth, ref RandomStream random) =>
        By(random.NextUniform(-degrees, degrees), imageHeight, imageWidth);

    internal static GeometricTransform By(
        double angle, int imageHeight, int imageWidth, Interpolation interpolation = Interpolation.Nearest, Fill fill = default)
    {
        if (angle == 0)
        {
            return GeometricTransform.None(imageHeight, imageWidth);
        }

        var (sine, cosine) = Elementary.SinCos(-angle);
        sine = Math.Round(sine, Digits);
        cosine = Math.Round(cosine, Digits);
        var (middleX, middleY) = (imageWidth / 2.0, imageHeight / 2.0);
        var startX = ((cosine * -middleX) + (sine * -middleY)) + middleX;
        var startY = ((-sine * -middleX) + (cosine * -middleY)) + middleY;
        return new AffineMap(cosine, sine, startX, -sine, cosine, startY).Transform(imageHeight, imageWidth, interpolation, fill);
    }
}
