namespace Lockstep.Vision.Images;

/// <summary>A file that can't be decoded to a whole picture.</summary>
public sealed class BrokenImageException(string file, string reason)
    : LockstepException($"{file}: not a whole image: {reason}. Replace or remove the file, and seal the data set anew.")
{
    public string File { get; } = file;
}
