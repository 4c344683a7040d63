using Lockstep.Files;
using Lockstep.Locks;
using Lockstep.Runs;
using Lockstep.Snapshots;

namespace Lockstep.Code.Restoring;

/// <summary>The code of a recorded run as files again: its commit, with the changes that were not committed; outside git, the copies that it has.</summary>
/// <param name="Folder">Where it lies now.</param>
/// <param name="Commit">Full hash; null outside git, and before the first commit.</param>
/// <param name="Repository">Where the commit was taken from; null without one.</param>
/// <param name="Files">How many files the commit has; 0 without one.</param>
/// <param name="Changed">Paths that the diff changed, made or took away, and of copies.</param>
/// <param name="Missing">What was there when it ran and is not here, in sentences.</param>
/// <param name="Submodules">The commit of each submodule, by its path.</param>
public sealed record RestoredCode(
    string Folder,
    string? Commit,
    string? Repository,
    int Files,
    IReadOnlyList<string> Changed,
    IReadOnlyList<string> Missing,
    IReadOnlyDictionary<string, string> Submodules)
{
    private const string Unfinished = ".lockstep-tmp";

    /// <param name="folder">Is made; one that is there must be empty.</param>
    /// <param name="repository">Where to look for the commit; null for the one around the caller, and then the one that was recorded.</param>
    /// <param name="withSubmodules">Whether files of submodules are written, too, where their commits are found.</param>
    /// <remarks>No hook, filter or setting of the code runs, and the repository is only read.</remarks>
    /// <exception cref="UsageException">The folder is not empty.</exception>
    /// <exception cref="LockstepException">The run holds none of its code, or its commit is nowhere to be found, or holds what must not be written.</exception>
    public static RestoredCode Restore(
        RunFolder run, string folder, string? repository, CancellationToken cancellation, bool withSubmodules = true)
    {
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        RefuseTaken(folder);
        var code = new RecordedCode(run.ReadLocks().Code);
        var (diff, copied) = (run.ReadDiff(), code.Copied);
        if (code.Commit is null && diff.Length == 0 && !copied.Any(file => file.Kept))
        {
            throw new LockstepException($"{run.Name} was not run at a commit of git, and holds no copies of its code, so its code can't be brought back. "
                + "What it holds of it: recipe.yaml and the recipe as it was given; for a command, the digest of each file of code in locks/code.json.");
        }

        var from = code.Commit is { } commit ? CommitSource.Find(run, code, commit, repository, cancellation) : null;
        RemoveUnfinished(folder);
        var unfinished = Directory.CreateDirectory($"{folder}.{Environment.ProcessId}{Unfinished}").FullName;
        try
        {
            var tree = from is null || code.Commit is null ? null : CommitTree.Write(from, code.Commit, unfinished, cancellation);
            var submodules = SubmodulesOf(code, tree);
            var written = withSubmodules && from is not null ? WriteSubmodules(from, submodules, unfinished, cancellation) : [];
            string[] changed = [.. RecordedDiff.PutOnto(unfinished, diff, code.Commit, cancellation), .. CopiedCode.PutInto(unfinished, run, copied)];
            RefuseClashes(unfinished, (tree?.Entries.Select(entry => entry.Path) ?? []).Union(changed, StringComparer.Ordinal));
            if (Presence.IsFolder(folder))
            {
                Directory.Delete(folder);
            }

            Directory.Move(unfinished, folder);
            return new RestoredCode(
                folder,
                code.Commit,
                from,
                tree?.Entries.Count(entry => !entry.IsSubmodule) ?? 0,
                [.. changed.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
                [.. MissingCode.Of(code, tree, submodules.Where(submodule => !written.Contains(submodule.Key)))],
                submodules);
        }
        catch
        {
            Directory.Delete(unfinished, recursive: true);
            throw;
        }
    }

    /// <summary>As they were checked out; of those that the lock doesn't name, as the commit says.</summary>
    private static SortedDictionary<string, string> SubmodulesOf(RecordedCode code, CommitTree? tree)
    {
        var submodules = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in tree?.Entries.Where(entry => entry.IsSubmodule) ?? [])
        {
            submodules[entry.Path] = entry.Object;
        }

        foreach (var (path, commit) in code.Submodules)
        {
            submodules[path] = commit;
        }

        return submodules;
    }

    /// <summary>Of those whose commit the clone has in its own folder of the submodule.</summary>
    /// <returns>Their paths.</returns>
    private static HashSet<string> WriteSubmodules(
        string from, IEnumerable<KeyValuePair<string, string>> submodules, string folder, CancellationToken cancellation)
    {
        var written = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (path, commit) in submodules)
        {
            var repository = Path.Combine(from, path);
            if (TreePath.Problem(path) is null && FileStatus.Of(Path.Combine(folder, path), follow: false) is { Kind: FileKind.Directory }
                && Presence.IsAny(Path.Combine(repository, ".git")) && GitRepository.WhyWithout(repository, commit, cancellation) is null)
            {
                CommitTree.Write(repository, commit, Path.Combine(folder, path), cancellation);
                written.Add(path);
            }
        }

        return written;
    }

    /// <summary>What a restoring that was killed left.</summary>
    private static void RemoveUnfinished(string folder)
    {
        var name = Path.GetFileName(folder) + ".";
        foreach (var left in Directory.EnumerateDirectories(Path.GetDirectoryName(folder) ?? "/", $"{name}*{Unfinished}"))
        {
            var number = Path.GetFileName(left)[name.Length..^Unfinished.Length];
            if (number.All(char.IsAsciiDigit) && !Presence.IsFolder($"/proc/{number}"))
            {
                Directory.Delete(left, recursive: true);
            }
        }
    }

    /// <summary>Of what the diff made, too, links among it; what it took away clashes with nothing.</summary>
    private static void RefuseClashes(string folder, IEnumerable<string> paths)
    {
        var there = paths.Where(path => FileStatus.Of(Path.Combine(folder, path), follow: false) is not null).Order(ChecksumListing.ByUtf8Bytes);
        if (NameClashes.In(there).FirstOrDefault() is { } clash)
        {
            throw new LockstepException($"Code: the run's diff makes a file that can't lie here: {clash}. Nothing was written.");
        }
    }

    private static void RefuseTaken(string folder)
    {
        SealedFolder.Refuse(folder);
        if (Presence.IsFile(folder) || (Presence.IsFolder(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
        {
            throw new UsageException($"{ShownPath.Of(folder)} is there already; expected a new or an empty folder, so that nothing of yours is changed.");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(folder) ?? "/");
    }
}
