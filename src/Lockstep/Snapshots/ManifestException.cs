namespace Lockstep.Snapshots;

/// <summary>A manifest that can't be trusted: missing, malformed or contradicting itself.</summary>
public sealed class ManifestException(string where, string reason)
    : LockstepException($"{where}: not a usable manifest: {reason}. Write a new one with 'lockstep data seal --force', if the files are as they should be.")
{
    /// <summary>The file, and the line where that is known.</summary>
    public string Where { get; } = where;
}
