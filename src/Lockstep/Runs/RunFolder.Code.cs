using Lockstep.Files;
using Lockstep.Locks;

namespace Lockstep.Runs;

public sealed partial class RunFolder
{
    /// <summary>Copies of files of code that no commit has; absent for none.</summary>
    public string CodePath => Path.Combine(FullPath, "code");

    /// <summary>What the Code lock says, for lists of runs; null where it can't be read.</summary>
    public RecordedCode? TryReadCode()
    {
        try
        {
            var path = PathOf(Box.Code);
            return new RecordedCode(BoxLock.Parse(Box.Code, RegularFile.ReadAllText(path, RegularFile.MostOfListing), path));
        }
        catch (Exception exception) when (exception is LockstepException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The uncommitted changes of its code; empty for none.</summary>
    /// <exception cref="LockstepException">They can't be read, or are not what the list of sums says.</exception>
    public byte[] ReadDiff() => ReadListed(DiffPath);

    /// <summary>A file of code that the run has a copy of.</summary>
    /// <exception cref="LockstepException">It can't be read, or is not what the Code lock says.</exception>
    public byte[] ReadCode(CopiedFile file)
    {
        var path = Path.Combine(CodePath, file.Path);
        try
        {
            var content = RegularFile.ReadAllBytes(path, RegularFile.MostOfListing);
            return Sha256.Of(content) == file.Sha256 ? content
                : throw new LockstepException($"{path} is not what locks/code.json says: it was changed after the run. Get the run anew.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LockstepException($"{path}: can't be read: {exception.Message}", exception);
        }
    }
}
