using Lockstep.Files;

namespace Lockstep.Runs;

public sealed partial class RunFolder
{
    /// <summary>The name of the list of all files with their SHA-256.</summary>
    public const string SumsFile = SealedFolder.SumsFile;

    /// <summary>Every file of the run by its path from the folder, but for the list of sums; no link to a folder is entered.</summary>
    public IEnumerable<string> Files() => WholeFolder.Files(FullPath)
        .Select(path => Path.GetRelativePath(FullPath, path))
        .Where(path => path != SumsFile);

    /// <summary>Whether the run is over, and its files are listed.</summary>
    public bool IsSealed => Presence.IsFile(Path.Combine(FullPath, SumsFile));

    /// <summary>What the list says; a line that is none is left out.</summary>
    internal IEnumerable<(string Digest, string Path)> ReadSums() =>
        Read(SumsFile).Split('\n').Select(line => line.Split("  ", 2)).Where(parts => parts.Length == 2).Select(parts => (parts[0], parts[1]));

    /// <exception cref="LockstepException">It can't be read, or is not what the list of sums says.</exception>
    private byte[] ReadListed(string path)
    {
        try
        {
            var bytes = RegularFile.ReadAllBytes(path, RegularFile.MostOfListing);
            var listed = IsSealed ? ReadSums().FirstOrDefault(line => line.Path == Path.GetRelativePath(FullPath, path)).Digest : null;
            return listed is null || listed == Sha256.Of(bytes) ? bytes
                : throw new LockstepException($"{path} is not what {SumsFile} says: it was changed after the run. Get the run anew.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LockstepException($"{path}: can't be read: {exception.Message}", exception);
        }
    }

    /// <summary>
    /// Ends the run: lists every file with its SHA-256, the record as it will be, and then writes the record, so that one that says how the run ended
    /// has everything. <c>sha256sum -c SHA256SUMS</c> accepts it. Nothing may be written after it.
    /// </summary>
    public void Seal(RunRecord record)
    {
        RemoveUnfinished();
        var json = record.ToJson();
        AtomicFile.WriteAllText(Path.Combine(FullPath, SumsFile), Sums(CancellationToken.None, json));
        AtomicFile.WriteAllText(Path.Combine(FullPath, RecordFile), json);
    }

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
        if (!IsSealed)
        {
            return found;
        }

        var (before, now) = (Read(SumsFile).Split('\n'), found.Split('\n'));
        string[] paths =
            [.. before.Except(now, StringComparer.Ordinal).Concat(now.Except(before, StringComparer.Ordinal)).Select(PathIn).Distinct(StringComparer.Ordinal)];
        return paths.Length == 0
            ? found
            : throw new LockstepException(
                $"{Bundle ?? FullPath}: not what its {SumsFile} says: {paths[0]}{(paths.Length > 1 ? $" and {paths.Length - 1} more" : "")}."
                + (LinkAround(paths[0]) is { } link ? $" {link} is a link to a folder, and none is entered: put the folder itself there." : ""));
    }

    /// <summary>The folder of the run that a path leads through and that is a link; null for none.</summary>
    private string? LinkAround(string path)
    {
        for (var folder = Path.GetDirectoryName(path); folder is { Length: > 0 }; folder = Path.GetDirectoryName(folder))
        {
            if (FileStatus.Of(Path.Combine(FullPath, folder), follow: false)?.Kind == FileKind.Link)
            {
                return folder;
            }
        }

        return null;
    }

    /// <param name="record">What the record will be; null for what it is.</param>
    private string Sums(CancellationToken cancellation, string? record = null) =>
        ChecksumListing.Write((record is null ? Files() : Files().Where(path => path != RecordFile).Append(RecordFile))
            .Select(path => new FileChecksum(
                record is not null && path == RecordFile ? Sha256.Of(record) : Sha256.OfFile(Path.Combine(FullPath, path), cancellation).Digest, path)));

    /// <summary>Takes away files that a killed process was writing.</summary>
    private void RemoveUnfinished()
    {
        foreach (var path in Files().Where(IsTemporary).ToArray())
        {
            File.Delete(Path.Combine(FullPath, path));
        }
    }

    private static bool IsTemporary(string path) => Path.GetFileName(path) is ['.', .., '.', 't', 'm', 'p'];

    /// <summary>The path in a line of the list; the line itself where it is none.</summary>
    private static string PathIn(string line) => line.Split("  ", 2) is [_, var path] ? path : line;
}
