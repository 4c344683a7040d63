using Lockstep.Randomness;
using Lockstep.Vision.Images;

namespace Lockstep.Vision.Augmentation;

/// <summary>Resizes so that the shorter side has <paramref name="side"/> pixels and the aspect stays, as <see cref="Resize"/> does it.</summary>
/// <remarks>Draws nothing. Equal to torchvision's Resize with one number: the longer side is rounded down.</remarks>
public sealed class ResizeShorterSide(int side, Interpolation interpolation = Interpolation.Bilinear) : IAugmentation
{
    /// <exception cref="LockstepException">The image is so long and thin that the result would not fit into memory.</exception>
    public Image Apply(Image image, ref RandomStream random) => To(image, side, interpolation);

    internal static Image To(Image image, int side, Interpolation interpolation = Interpolation.Bilinear)
    {
        var (shorter, longer) = (Math.Min(image.Height, image.Width), Math.Max(image.Height, image.Width));
        var resized = (long)side * longer / shorter;
        if (3 * resized * side > Array.MaxLength)
        {
            throw new LockstepException($"An image of {image.Height}×{image.Width} pixels (height × width) can't be resized to a shorter side of {side}: its longer side would have {resized}. Set augment.resize: [height, width].");
        }

        return image.Width <= image.Height ? Resize.To(image, (int)resized, side, interpolation) : Resize.To(image, side, (int)resized, interpolation);
    }
}
