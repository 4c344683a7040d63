using Lockstep.Samples.Formats;

namespace Lockstep.Samples;

/// <summary>One labelled image of a snapshot.</summary>
/// <param name="Id">Its place among all images of the snapshot, in the order that the format gives; keys its random draws.</param>
/// <param name="Source">Where its pixels lie.</param>
/// <param name="Class">Index into the class names.</param>
public sealed record Sample(int Id, SampleSource Source, int Class)
{
    /// <summary>How often it has come in this epoch before; keys its random draws too.</summary>
    public int Repeat { get; init; }
}
