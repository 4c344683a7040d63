using Lockstep.Randomness;
using Lockstep.Vision.Images;

namespace Lockstep.Vision.Augmentation;

/// <summary>Mirrors left and right, with a probability.</summary>
/// <remarks>Draws one double.</remarks>
public sealed class HorizontalFlip(double probability) : IAugmentation
{
    public Image Apply(Image image, ref RandomStream random) => random.NextBool(probability) ? Mirrored(image) : image;

    internal static Image Mirrored(Image image)
    {
        var source = image.Pixels;
        var target = GC.AllocateUninitializedArray<byte>(source.Length);
        var rowLength = 3 * image.Width;
        for (var row = 0; row < source.Length; row += rowLength)
        {
            for (int from = row, to = row + rowLength - 3; from < row + rowLength; from += 3, to -= 3)
            {
                target[to] = source[from];
                target[to + 1] = source[from + 1];
                target[to + 2] = source[from + 2];
            }
        }

        return new Image(image.Height, image.Width, target);
    }
}
