using Lockstep.Randomness;
using Lockstep.Vision.Augmentation;
using Lockstep.Vision.Images;

namespace OwnAugmentation;

/// <summary>Grain as of fast film: a normally distributed amount of light added to each pixel, the same to its three channels.</summary>
/// <param name="strength">The standard deviation, in levels from 0 to 255.</param>
/// <remarks>
/// Draws one double, and then a word a pixel. All of it comes from the stream that is handed in: no other source, and no state between calls.
/// </remarks>
public sealed class FilmGrain(double probability, double strength) : IAugmentation
{
    public Image Apply(Image image, ref RandomStream random)
    {
        if (!random.NextBool(probability))
        {
            return image;
        }

        var pixels = new byte[image.Pixels.Length];
        for (var at = 0; at < pixels.Length; at += 3)
        {
            var light = (int)Math.Round(strength * random.NextNormal());
            for (var channel = at; channel < at + 3; channel++)
            {
                pixels[channel] = (byte)Math.Clamp(image.Pixels[channel] + light, 0, 255);
            }
        }

        return new Image(image.Height, image.Width, pixels);
    }
}
