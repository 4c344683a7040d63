using Lockstep.Vision.Training;

namespace Lockstep.Vision.Benchmarks;

/// <summary>One turn's timed steps.</summary>
/// <param name="Images">Seen in them.</param>
public readonly record struct Timing(int Steps, long Images, TrainingTimes Times)
{
    /// <summary>The mean.</summary>
    public double MillisecondsPerStep => Times.Total.TotalMilliseconds / Steps;

    /// <summary>By the time of the steps alone, the loader's included.</summary>
    public double ImagesPerSecond => Images / Times.Total.TotalSeconds;
}
