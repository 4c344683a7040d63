using Lockstep.Randomness;

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
    internal static BuiltInAugmentation<IAugmentation> BuiltIn { get; } = new(RandomPurpose.AugmentPerspective,
        recipe => recipe.Perspective is { Prob: > 0 } perspective
            ? new RandomPerspective(perspective.Prob, perspective.Distortion, Interpolations.Of(perspective.Interpolation), perspective.Fill)
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
