using Lockstep.Files;

namespace Lockstep.Runs;

public sealed partial class RunFolder
{
    /// <summary>The name of the list of all files with their SHA-256.</summary>
    public const string SumsFile = SealedFolder.SumsFile;

    /// <summary>Every file of the run by its path from the folder, but for the list of sums.</summary>
    public IEnumerable<string> Files() => Directory.EnumerateFiles(FullPath, "*", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(FullPath, path))
        .Where(path => path != SumsFile);

    /// <summary>Lists every file with its SHA-256; <c>sha256sum -c SHA256SUMS</c> accepts it. Nothing may be written after it.</summary>
    public void Seal() => AtomicFile.WriteAllText(Path.Combine(FullPath, SumsFile), Sums(CancellationToken.None));

    /// <summary>Takes the sums away, before the files that they are of change.</summary>
    /// <exception cref="SealedFolderException">The run lies in a sealed folder.</exception>
    public void Unseal()
    {
        RefuseSealedAround();
        File.Delete(Path.Combine(FullPath, SumsFile));
    }

    /// <summary>Refuses to write to a run that lies in a sealed folder.</summary>
    /// <exception cref="SealedFolderException">It does.</exception>
    public void RefuseSealedAround() => SealedFolder.Refuse(Path.GetDirectoryName(FullPath) ?? "/");

    /// <summary>The list as the files are now.</summary>
    /// <exception cref="LockstepException">They are not what the list in the folder says, if one is there.</exception>
    public string CheckedSums(CancellationToken cancellation)
    {
        var found = Sums(cancellation);
        if (!File.Exists(Path.Combine(FullPath, SumsFile)))
        {
            return found;
        }

        var (before, now) = (Read(SumsFile).Split('\n'), found.Split('\n'));
        string[] paths = [.. before.Except(now, StringComparer.Ordinal).Concat(now.Except(before, StringComparer.Ordinal)).Select(PathIn).Distinct(StringComparer.Ordinal)];
        return paths.Length == 0
            ? found
            : throw new LockstepException($"{Bundle ?? FullPath}: not what its {SumsFile} says: {paths[0]}{(paths.Length > 1 ? $" and {paths.Length - 1} more" : "")}.");
    }

    private string Sums(CancellationToken cancellation) => ChecksumListing.Write(Files().Select(path => (Sha256.OfFile(Path.Combine(FullPath, path), cancellation).Digest, path)));

    /// <summary>The path in a line of the list; the line itself where it is none.</summary>
    private static string PathIn(string line) => line.Split("  ", 2) is [_, var path] ? path : line;
}
