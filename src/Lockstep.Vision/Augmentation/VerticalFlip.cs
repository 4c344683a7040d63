using Lockstep.Randomness;
using Lockstep.Vision.Images;

namespace Lockstep.Vision.Augmentation;

/// <summary>Mirrors top and bottom, with a probability.</summary>
/// <remarks>Draws one double. Equal to torchvision's RandomVerticalFlip.</remarks>
internal sealed class VerticalFlip(double probability) : GeometricAugmentation
{
    internal static BuiltInAugmentation<IAugmentation> BuiltIn { get; } = new(RandomPurpose.AugmentVerticalFlip,
        recipe => recipe.VflipProb > 0 ? new VerticalFlip(recipe.VflipProb) : null)
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
