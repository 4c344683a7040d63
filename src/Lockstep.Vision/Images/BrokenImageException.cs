namespace Lockstep.Vision.Images;

/// <summary>A file that can't be decoded to a whole picture.</summary>
/// <param name="file">Its path.</param>
/// <param name="reason">In words that follow a colon.</param>
internal sealed class BrokenImageException(string file, string reason)
    : LockstepException(
        $"{file}: not a whole image: {reason}. Replace or remove the file and seal the data set anew, or leave such images out with data.on_broken: skip.")
{
    /// <summary>What is wrong, without what a training would do about it.</summary>
    public string Fault { get; } = $"{file}: not a whole image: {reason}.";

    public string File { get; } = file;

    public string Reason { get; } = reason;
}
