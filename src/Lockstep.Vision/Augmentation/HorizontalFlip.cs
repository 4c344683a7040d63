using System.Runtime.Intrinsics;
using Lockstep.Randomness;
using Lockstep.Recipes;
using Lockstep.Schema;
using Lockstep.Vision.Images;

namespace Lockstep.Vision.Augmentation;

/// <summary>Mirrors left and right, with a probability.</summary>
/// <remarks>Draws one double.</remarks>
internal sealed class HorizontalFlip(double probability) : GeometricAugmentation
{
    internal static BuiltInAugmentation<IAugmentation> BuiltIn { get; } = new(
        [new("hflip_prob", CommonShapes.Probability, DefaultValue.Of(0.0), "How likely an image is mirrored left to right.")],
        RandomPurpose.Augment,
        recipe => new HorizontalFlip(recipe.Number("hflip_prob")))
    {
        Name = "hflip",
        IsOn = recipe => recipe.Number("hflip_prob") > 0,
    };

    /// <inheritdoc/>
    public override GeometricTransform Draw(int imageHeight, int imageWidth, ref RandomStream random) => random.NextBool(probability)
        ? new GeometricTransform(imageHeight, imageWidth, new ProjectiveMap(-1, 0, imageWidth, 0, 1, 0), Mirrored)
        : GeometricTransform.None(imageHeight, imageWidth);

    internal static Image Mirrored(Image image)
    {
        var source = image.Pixels;
        var target = GC.AllocateUninitializedArray<byte>(source.Length);
        var rowLength = 3 * image.Width;
        for (var row = 0; row < source.Length; row += rowLength)
        {
            Mirror(source.AsSpan(row, rowLength), target.AsSpan(row, rowLength));
        }

        return new Image(image.Height, image.Width, target);
    }

    private static void Mirror(ReadOnlySpan<byte> source, Span<byte> target)
    {
        var (from, to) = (0, target.Length);
        if (Vector128.IsHardwareAccelerated)
        {
            // Five pixels and the first byte of the sixth; that one comes to lie before the five, where the next five go.
            var order = Vector128.Create((byte)15, 12, 13, 14, 9, 10, 11, 6, 7, 8, 3, 4, 5, 0, 1, 2);
            for (; to > 16; from += 15, to -= 15)
            {
                Vector128.Shuffle(Vector128.Create(source.Slice(from, 16)), order).CopyTo(target[(to - 16)..]);
            }
        }

        for (; to > 0; from += 3, to -= 3)
        {
            source.Slice(from, 3).CopyTo(target[(to - 3)..]);
        }
    }
}
