using Lockstep.Files;

namespace Lockstep.Runs;

// What is added to a run that is over: the files and their lines in the list of sums change together, whenever the process is killed.
public sealed partial class RunFolder
{
    /// <summary>Files on their way in, whole, and the list as it will be: they belong to the run from the moment that this folder is there.</summary>
    private const string Adding = ".adding";

    /// <summary>The same while it is written: it counts for nothing.</summary>
    private const string Written = ".adding.tmp";

    /// <summary>
    /// Writes files, or replaces them, and renews their lines in the list of sums; what that says of the others stays. A run without one gets none.
    /// </summary>
    /// <param name="files">The text of each by its path from the folder. Whoever calls this holds the run's lock.</param>
    public void Add(IReadOnlyDictionary<string, string> files)
    {
        CompleteAdding();
        try
        {
            foreach (var (path, text) in files)
            {
                WriteBelow(Written, path, text);
            }

            if (IsSealed)
            {
                WriteBelow(Written, SumsFile, SumsWith(files));
            }

            Directory.Move(Path.Combine(FullPath, Written), Path.Combine(FullPath, Adding));
        }
        catch
        {
            RemoveBelow(Written);
            throw;
        }

        CompleteAdding();
    }

    /// <summary>Completes what a command was adding when it was killed, or takes away what it had not written whole.</summary>
    /// <param name="said">Told what was done; of a run that is as it should be, or that another process adds to right now, nothing is done.</param>
    /// <returns>This folder.</returns>
    public RunFolder Mended(Action<string> said)
    {
        if (Bundle is not null || (!Presence.IsFolder(Path.Combine(FullPath, Adding)) && !Presence.IsFolder(Path.Combine(FullPath, Written))))
        {
            return this;
        }

        try
        {
            RefuseSealedAround();
            using var hold = FolderHandle.Open(FullPath);
            if (hold.IsLocked == false && hold.TryLock())
            {
                said(CompleteAdding()
                    ? $"{Name}: a command was killed while it added files to it; they are in their places now."
                    : $"{Name}: a command was killed before it added files to it; what it had written of them is taken away, and the run is as it was.");
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or SealedFolderException)
        {
            said($"{Name}: a command was killed while it added files to it, and that can't be completed here: {exception.Message}");
        }

        return this;
    }

    /// <summary>The list of sums last: until it is in its place, what is left of the folder says what is still to be done.</summary>
    /// <returns>Whether there were whole files on their way in.</returns>
    private bool CompleteAdding()
    {
        RemoveBelow(Written);
        var from = Path.Combine(FullPath, Adding);
        if (!Presence.IsFolder(from))
        {
            return false;
        }

        foreach (var path in WholeFolder.Files(from).Select(path => Path.GetRelativePath(from, path)).OrderBy(path => path == SumsFile).ToArray())
        {
            var to = Path.Combine(FullPath, path);
            Directory.CreateDirectory(Path.GetDirectoryName(to) ?? FullPath);
            File.Move(Path.Combine(from, path), to, overwrite: true);
        }

        Directory.Delete(from, recursive: true);
        return true;
    }

    private string SumsWith(IReadOnlyDictionary<string, string> files)
    {
        var renewed = ChecksumListing.Write(files.Select(file => new FileChecksum(Sha256.Of(file.Value), file.Key))).Split('\n');
        var lines = Read(SumsFile).Split('\n')
            .Where(line => !files.ContainsKey(PathIn(line))).Concat(renewed).Where(line => line.Length > 0).OrderBy(PathIn, ChecksumListing.ByUtf8Bytes);
        return string.Concat(lines.Select(line => line + "\n"));
    }

    private void WriteBelow(string folder, string path, string text)
    {
        var full = Path.Combine(FullPath, folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full) ?? FullPath);
        AtomicFile.WriteAllText(full, text);
    }

    private void RemoveBelow(string folder)
    {
        if (Presence.IsFolder(Path.Combine(FullPath, folder)))
        {
            Directory.Delete(Path.Combine(FullPath, folder), recursive: true);
        }
    }
}
