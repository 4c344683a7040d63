using Lockstep.Vision.Training;

namespace Lockstep.Vision.Benchmarks;

/// <summary>One turn's timed steps.</summary>
/// <param name="Images">Seen in them.</param>
public readonly record struct Timing(int Steps, long Images, TrainingTimes Times)
{
    public double MillisecondsPerStep => Times.Total.TotalMilliseconds / Steps;

    public double ImagesPerSecond => Images / Times.Total.TotalSeconds;
}
