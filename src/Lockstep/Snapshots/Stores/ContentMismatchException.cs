namespace Lockstep.Snapshots.Stores;

/// <summary>Content on its way to or from a store is not what the manifest says.</summary>
/// <param name="relPath">The file, as the manifest names it.</param>
public sealed class ContentMismatchException(string relPath, string message) : LockstepException(message)
{
    /// <summary>Of the file, in the snapshot.</summary>
    public string RelPath { get; } = relPath;
}
