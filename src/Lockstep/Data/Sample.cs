namespace Lockstep.Data;

/// <summary>One labelled image of a snapshot.</summary>
/// <param name="Id">Its place among all images of the snapshot, in the order of the paths' bytes; keys its random draws.</param>
/// <param name="RelPath">From the snapshot's root.</param>
/// <param name="Class">Index into the class names.</param>
public sealed record Sample(int Id, string RelPath, int Class);
