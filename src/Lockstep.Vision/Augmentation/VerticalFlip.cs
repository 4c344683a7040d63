using Lockstep.Randomness;
using Lockstep.Recipes;
using Lockstep.Schema;
using Lockstep.Vision.Images;

namespace Lockstep.Vision.Augmentation;

/// <summary>Mirrors top and bottom, with a probability.</summary>
/// <remarks>Draws one double. Equal to torchvision's RandomVerticalFlip.</remarks>
internal sealed class VerticalFlip(double probability) : GeometricAugmentation
{
    internal static BuiltInAugmentation<IAugmentation> BuiltIn { get; } = new(
        [new("vflip_prob", CommonShapes.Probability, DefaultValue.Of(0.0), "How likely an image is mirrored top to bottom.")],
        new RandomPurpose(18),
        recipe => recipe.Number("vflip_prob") is > 0 and var probability ? new VerticalFlip(probability) : null)
    {
        Name = "vflip",
    };

    /// <inheritdoc/>
    public override GeometricTransform Draw(int imageHeight, int imageWidth, ref RandomStream random) => random.NextBool(probability)
        ? new GeometricTransform(imageHeight, imageWidth, new ProjectiveMap(1, 0, 0, 0, -1, imageHeight), Mirrored)
        : GeometricTransform.None(imageHeight, imageWidth);

    internal static Image Mirrored(Image image)
    {
        var target = GC.AllocateUninitializedArray<byte>(image.Pixels.Length);
        var rowLength = 3 * image.Width;
        for (var from = 0; from < target.Length; from += rowLength)
        {
            image.Pixels.AsSpan(from, rowLength).CopyTo(target.AsSpan(target.Length - from - rowLength));
        }

        return new Image(image.Height, image.Width, target);
    }
}
