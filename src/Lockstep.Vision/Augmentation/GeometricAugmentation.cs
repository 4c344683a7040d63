using Lockstep.Randomness;
using Lockstep.Vision.Images;

namespace Lockstep.Vision.Augmentation;

/// <summary>An augmentation that moves pixels, and says how, so that masks and boxes can be moved with them.</summary>
public abstract class GeometricAugmentation : IAugmentation
{
    /// <summary>Draws how an image is moved: the same draws as <see cref="Apply"/>, which moves by what comes of them.</summary>
    /// <param name="imageHeight">Pixels.</param>
    /// <param name="imageWidth">Pixels.</param>
    /// <param name="random">All the randomness there is.</param>
    public abstract GeometricTransform Draw(int imageHeight, int imageWidth, ref RandomStream random);

    /// <inheritdoc/>
    public Image Apply(Image image, ref RandomStream random) => Draw(image.Height, image.Width, ref random).Of(image);
}
