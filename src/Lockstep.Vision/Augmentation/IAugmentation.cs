using Lockstep.Randomness;
using Lockstep.Vision.Images;

namespace Lockstep.Vision.Augmentation;

/// <summary>
/// One operation on an image. All its randomness comes from the stream it is handed, and it takes the same number of draws whatever they are.
/// </summary>
public interface IAugmentation
{
    /// <returns>A new image, or the same one where nothing changed; the one given is never modified.</returns>
    Image Apply(Image image, ref RandomStream random);
}
