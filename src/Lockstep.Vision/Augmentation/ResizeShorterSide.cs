using Lockstep.Randomness;

namespace Lockstep.Vision.Augmentation;

/// <summary>Resizes so that the shorter side has <paramref name="side"/> pixels and the aspect stays, as <see cref="Resize"/> does it.</summary>
/// <remarks>Draws nothing. Equal to torchvision's Resize with one number: the longer side is rounded down.</remarks>
internal sealed class ResizeShorterSide(int side, Interpolation interpolation = Interpolation.Bilinear) : GeometricAugmentation
{
    /// <exception cref="LockstepException">The image is so long and thin that the result would not fit into memory.</exception>
    /// <inheritdoc/>
    public override GeometricTransform Draw(int imageHeight, int imageWidth, ref RandomStream random)
    {
        var (shorter, longer) = (Math.Min(imageHeight, imageWidth), Math.Max(imageHeight, imageWidth));
        var resized = (long)side * longer / shorter;
        if (3 * resized * side > Array.MaxLength)
        {
            throw new LockstepException($"An image of {imageHeight}×{imageWidth} pixels (height × width) can't be resized to a shorter side of {side}: "
                + $"its longer side would have {resized}. Set augment.resize: [height, width].");
        }

        return imageWidth <= imageHeight
            ? Resize.Transform(imageHeight, imageWidth, (int)resized, side, interpolation)
            : Resize.Transform(imageHeight, imageWidth, side, (int)resized, interpolation);
    }
}
