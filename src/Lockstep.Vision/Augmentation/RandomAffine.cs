using Lockstep.Randomness;
using Lockstep.Recipes;
using Lockstep.Schema;

namespace Lockstep.Vision.Augmentation;

/// <summary>Turns, moves, scales and shears the image about its middle by drawn amounts; the size stays.</summary>
/// <remarks>
/// Draws six doubles, also for what is off: angle, move along the rows and along the columns, scale, shear along the rows and along the columns.
/// Given them, equal to torchvision's RandomAffine on PIL images.
/// </remarks>
internal sealed class RandomAffine : GeometricAugmentation
{
    internal static BuiltInAugmentation<IAugmentation> BuiltIn { get; } = new(
        [
            new(
                "affine",
                new NullableShape(new SectionShape(
                    new("degrees", new NumberShape { Least = 0, Most = 180 }, DefaultValue.Of(0.0), "The angle is drawn from -x to x, clockwise."),
                    new(
                        "translate", new ListShape(CommonShapes.Probability, "horizontal", "vertical"), DefaultValue.Of(0.0, 0.0),
                        "The shift is drawn from -x to x, as a share of the width and of the height, in whole pixels."),
                    new("scale", CommonShapes.Range(new NumberShape { Least = 0.01, Most = 100 }), DefaultValue.Of(1.0, 1.0), "The factor."),
                    new(
                        "shear", new ListShape(new NumberShape { Least = 0, Most = 90, MostIsOpen = true }, "horizontal", "vertical"),
                        DefaultValue.Of(0.0, 0.0), "The angle is drawn from -x to x, in degrees."),
                    Interpolations.Key("nearest"),
                    Fill.Key)),
                DefaultValue.Null,
                "A random affine transform about the centre: rotation, translation, scale and shear; the size stays."),
        ],
        new RandomPurpose(29),
        recipe => recipe.Section("affine") is { } affine
            ? new RandomAffine(
                affine.Number("degrees"), affine.Numbers("translate"), affine.Numbers("scale"), affine.Numbers("shear"), Interpolations.In(affine),
                affine.WholeNumbers("fill"))
            : null)
    {
        Name = "affine",
    };

    private readonly double degrees;
    private readonly double[] translate;
    private readonly double[] scale;
    private readonly double[] shear;
    private readonly Interpolation interpolation;
    private readonly Fill fill;

    /// <param name="degrees">The angle is drawn from -degrees to degrees, clockwise.</param>
    /// <param name="translate">The farthest move, as parts of the width and of the height.</param>
    /// <param name="scale">Least and most factor, above 0.</param>
    /// <param name="shear">The greatest angle along the rows and along the columns, below 90 degrees.</param>
    /// <param name="interpolation">Nearest or bilinear.</param>
    /// <param name="fill">Red, green and blue of what comes from outside.</param>
    public RandomAffine(double degrees, double[] translate, double[] scale, double[] shear, Interpolation interpolation, int[] fill)
    {
        (this.degrees, this.translate, this.scale, this.shear) = (degrees, translate, scale, shear);
        (this.interpolation, this.fill) = (interpolation, Fill.Of(fill));
    }

    /// <inheritdoc/>
    public override GeometricTransform Draw(int imageHeight, int imageWidth, ref RandomStream random)
    {
        var angle = random.NextUniform(-degrees, degrees);
        var moveX = Drawn(translate[0] * imageWidth, ref random);
        var moveY = Drawn(translate[1] * imageHeight, ref random);
        var factor = random.NextUniform(scale[0], scale[1]);
        var shearX = random.NextUniform(-shear[0], shear[0]);
        var shearY = random.NextUniform(-shear[1], shear[1]);
        return AboutTheMiddle(imageHeight, imageWidth, angle, (moveX, moveY), factor, (shearX, shearY)).Transform(imageHeight, imageWidth, interpolation, fill);
    }

    internal static AffineMap AboutTheMiddle(int height, int width, double angle, (double X, double Y) move, double scale, (double X, double Y) shear) =>
        AffineMap.Of((width * 0.5, height * 0.5), angle, move, scale, shear);

    /// <summary>Whole pixels, half to even.</summary>
    private static double Drawn(double most, ref RandomStream random) => Math.Round(random.NextUniform(-most, most), MidpointRounding.ToEven);
}
