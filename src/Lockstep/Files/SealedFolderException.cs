namespace Lockstep.Files;

/// <summary>A command was about to write into a folder whose seal it would break.</summary>
public sealed class SealedFolderException(string path, string reason) : LockstepException($"{path}: {reason}. Nothing was written; name another place.")
{
    /// <summary>What can't be written, as it was named.</summary>
    public string Path { get; } = path;
}
