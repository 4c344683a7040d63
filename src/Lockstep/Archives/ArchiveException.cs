namespace Lockstep.Archives;

/// <summary>An archive that is damaged, or that no careful program unpacks.</summary>
/// <param name="archive">Its file's name.</param>
internal class ArchiveException(string archive, string reason)
    : LockstepException($"{archive}: not unpacked: {reason}. The destination was not touched.")
{
    public string Archive { get; } = archive;
}
