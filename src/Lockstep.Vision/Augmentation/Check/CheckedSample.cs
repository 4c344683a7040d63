using Lockstep.Randomness;
using Lockstep.Samples;
using Lockstep.Vision.Images;


namespace Lockstep.Vision.Augmentation.Check;

/// <summary>An image on its way through a pipeline.</summary>
internal sealed class CheckedSample(Sample sample, Image decoded, RandomStream shared)
{
    public Sample Sample => sample;

    /// <summary>As it reaches the next step.</summary>
    public Image Image { get; set; } = decoded;

    /// <summary>Where the stream that flip and colour jitter share has got to.</summary>
    public RandomStream Shared { get; set; } = shared;
}
