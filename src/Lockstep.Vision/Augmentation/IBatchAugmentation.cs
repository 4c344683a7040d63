using Lockstep.Randomness;

namespace Lockstep.Vision.Augmentation;

/// <summary>A way to mix the images of a batch with one another. All its randomness comes from the stream it is handed.</summary>
internal interface IBatchAugmentation
{
    /// <param name="random">The batch's own stream.</param>
    /// <param name="count">Images in the batch.</param>
    /// <returns>Null for a batch that stays as it is.</returns>
    BatchMixture? Draw(RandomStream random, int count, int height, int width);
}
