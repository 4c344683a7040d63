using Lockstep.Randomness;
using Lockstep.Recipes;
using Lockstep.Schema;

namespace Lockstep.Vision.Augmentation;

/// <summary>Looks at the image from aside: moves each corner inwards by a drawn way, with a probability; the size stays.</summary>
/// <param name="distortion">From 0 to 1: the part of half the image that a corner moves at most.</param>
/// <param name="interpolation">Nearest or bilinear.</param>
/// <param name="fill">Red, green and blue of what comes from outside.</param>
/// <remarks>
/// Draws nine doubles: whether, then x and y of the upper left, upper right, lower right and lower left corner. Given them, as torchvision's
/// RandomPerspective on PIL images; see <see cref="PerspectiveMap"/> for how near.
/// </remarks>
internal sealed class RandomPerspective(double probability, double distortion, Interpolation interpolation, int[] fill) : GeometricAugmentation
{
    internal static BuiltInAugmentation<IAugmentation> BuiltIn { get; } = new(
        [
            new(
                "perspective",
                new NullableShape(new SectionShape(
                    new("prob", CommonShapes.Probability, DefaultValue.Of(0.5), "How likely it happens."),
                    new("distortion", CommonShapes.Probability, DefaultValue.Of(0.5), "How far a corner moves at most, in parts of half the image."),
                    Interpolations.Key("bilinear"),
                    Fill.Key)),
                DefaultValue.Null,
                "A random perspective transform: each corner moves inwards; the size stays."),
        ],
        new RandomPurpose(30),
        recipe => recipe.Section("perspective") is { } perspective && perspective.Number("prob") is > 0 and var probability
            ? new RandomPerspective(probability, perspective.Number("distortion"), Interpolations.In(perspective), perspective.WholeNumbers("fill"))
            : null)
    {
        Name = "perspective",
    };

    private readonly Fill fill = Fill.Of(fill);

    /// <inheritdoc/>
    public override GeometricTransform Draw(int imageHeight, int imageWidth, ref RandomStream random)
    {
        var isMoved = random.NextBool(probability);
        var corners = Choose(imageHeight, imageWidth, ref random);
        return isMoved ? To(corners, imageHeight, imageWidth, interpolation, fill) : GeometricTransform.None(imageHeight, imageWidth);
    }

    internal static GeometricTransform To((int X, int Y)[] corners, int imageHeight, int imageWidth, Interpolation interpolation, Fill fill) =>
        PerspectiveMap.Of(imageHeight, imageWidth, corners) is { } map
            ? map.Transform(imageHeight, imageWidth, interpolation, fill)
            : GeometricTransform.None(imageHeight, imageWidth);

    /// <returns>Where the corners come to lie: the upper left first, clockwise.</returns>
    internal (int X, int Y)[] Choose(int height, int width, ref RandomStream random)
    {
        var (placesX, placesY) = ((int)(distortion * (width / 2)) + 1, (int)(distortion * (height / 2)) + 1);
        var corners = new (int X, int Y)[4];
        for (var corner = 0; corner < corners.Length; corner++)
        {
            var x = random.NextPlace(placesX);
            var y = random.NextPlace(placesY);
            corners[corner] = (corner is 1 or 2 ? width - placesX + x : x, corner is 2 or 3 ? height - placesY + y : y);
        }

        return corners;
    }
}
