using Lockstep.Vision.Images;

namespace Lockstep.Vision.Augmentation;

/// <summary>How one image's pixels are moved, in a form that masks, boxes and points can be moved by as well.</summary>
/// <param name="height">Of the result.</param>
/// <param name="width">Of the result.</param>
/// <param name="toSource">Maps each place of the result to the place of the image that it shows; its inverse maps points and
/// boxes of the image to the result.</param>
/// <param name="pixels">Moves the pixels of an image of the size that the transform was made for; returns a new image, or
/// the same one where nothing changes.</param>
public sealed class GeometricTransform(int height, int width, ProjectiveMap toSource, Func<Image, Image> pixels)
{
    /// <summary>Pixels of the result.</summary>
    public int Height { get; } = height;

    /// <summary>Pixels of the result.</summary>
    public int Width { get; } = width;

    /// <summary>Maps each place of the result to the place of the image that it shows.</summary>
    public ProjectiveMap ToSource { get; } = toSource;

    /// <summary>The transform of an image of that size that changes nothing.</summary>
    public static GeometricTransform None(int height, int width) => new(height, width, ProjectiveMap.Identity, image => image);

    /// <summary>The moved image; the one given is never modified.</summary>
    public Image Of(Image image) => pixels(image);

    /// <summary>This transform, and of its result the next one.</summary>
    public GeometricTransform Then(GeometricTransform next) => new(next.Height, next.Width, ToSource.After(next.ToSource), image => next.Of(Of(image)));
}
