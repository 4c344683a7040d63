namespace Lockstep.Data.Downloads;

/// <summary>What arrived is not what was pinned; it was deleted.</summary>
public sealed class NotAsPinnedException(PinnedFile file, string found)
    : LockstepException($"{file.Source}: not the pinned file, and so deleted: {found}. The publisher has another file there now, or the pins are of another one: get them where the data set is described, and never from the file itself.")
{
    public PinnedFile File { get; } = file;
}
