using Lockstep.Randomness;

namespace Lockstep.Vision.Augmentation;

/// <summary>
/// One operation on the numbers that a model gets of an image, after <c>normalize</c>. All its randomness comes from the stream it is handed, and it
/// takes the same number of draws whatever they are.
/// </summary>
internal interface ITensorAugmentation
{
    /// <param name="numbers">3×H×W, or H×W×3 where channels come last; changed in place.</param>
    void Apply(Span<float> numbers, int height, int width, bool channelsLast, ref RandomStream random);
}
