using Lockstep.Vision.Images;

namespace Lockstep.Vision.Augmentation;

/// <summary>A rectangle of an image's pixels; it may lie outside in part.</summary>
internal readonly record struct ImagePart(int Top, int Left, int Height, int Width)
{
    /// <summary>The cut of an image to this part.</summary>
    public GeometricTransform Transform => new(Height, Width, new ProjectiveMap(1, 0, Left, 0, 1, Top), Of);

    /// <summary>The part as an image of its own, black where it lies outside; the very image where it is all of it.</summary>
    public Image Of(Image image)
    {
        if (Top == 0 && Left == 0 && Height == image.Height && Width == image.Width)
        {
            return image;
        }

        var target = new byte[3 * Height * Width];
        var (firstRow, endRow) = (Math.Max(0, Top), Math.Min(image.Height, Top + Height));
        var (first, end) = (Math.Max(0, Left), Math.Min(image.Width, Left + Width));
        for (var row = firstRow; row < endRow && first < end; row++)
        {
            image.Pixels
                .AsSpan(3 * ((row * image.Width) + first), 3 * (end - first))
                .CopyTo(target.AsSpan(3 * (((row - Top) * Width) + first - Left)));
        }

        return new Image(Height, Width, target);
    }
}
