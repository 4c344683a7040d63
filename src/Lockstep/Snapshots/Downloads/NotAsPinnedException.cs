namespace Lockstep.Snapshots.Downloads;

/// <summary>What arrived is not what was pinned; it was deleted.</summary>
public sealed class NotAsPinnedException(PinnedFile file, string found)
    : LockstepException($"{file.Source}: not the pinned file: {found}. What arrived was deleted. Either another file is there now, "
        + "or the pins are of another one: take them from where the data set is published, not from what arrives.")
{
    /// <summary>As it should be.</summary>
    public PinnedFile File { get; } = file;
}
