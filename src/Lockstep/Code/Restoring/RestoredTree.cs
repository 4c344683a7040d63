using Lockstep.Files;

namespace Lockstep.Code.Restoring;

/// <summary>A restored tree, and the places of the recorded machine that it stands for.</summary>
/// <param name="Root">The folder of the code.</param>
/// <param name="Top">The highest folder that stands for a recorded one: beside the root lies what lay beside the code.</param>
/// <param name="Recorded">What the root stands for, as it was called on that machine.</param>
internal sealed record RestoredTree(string Root, string Top, string Recorded)
{
    /// <summary>What the highest folder stands for.</summary>
    public string RecordedTop => Path.GetFullPath(Path.GetRelativePath(Root, Top), Recorded);

    /// <summary>Where something of the recorded machine lies in the tree; null where the tree has no place for it, or a link lies on the way.</summary>
    /// <param name="path">In full.</param>
    public string? PlaceOf(string path) =>
        PathWithin.Folder(path, RecordedTop) ? PlainPlace.In(Top, Path.GetRelativePath(RecordedTop, path)) : null;

    /// <summary>What a place is called when the tree is gone.</summary>
    /// <param name="path">In full.</param>
    public string Lasting(string path) =>
        PathWithin.Folder(path, Top) ? Path.GetFullPath(Path.GetRelativePath(Root, path), Recorded) : path;
}
