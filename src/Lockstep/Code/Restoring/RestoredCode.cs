using Lockstep.Files;
using Lockstep.Locks;
using Lockstep.Runs;
using Lockstep.Snapshots;

namespace Lockstep.Code.Restoring;

/// <summary>The code of a recorded run as files again: its commit, with the changes that were not committed.</summary>
/// <param name="Folder">Where it lies now.</param>
/// <param name="Commit">Full hash.</param>
/// <param name="Repository">Where the commit was taken from.</param>
/// <param name="Files">How many files the commit has.</param>
/// <param name="Changed">Paths that the diff changed, made or took away.</param>
/// <param name="Missing">What was there when it ran and is not here, in sentences.</param>
public sealed record RestoredCode(
    string Folder, string Commit, string Repository, int Files, IReadOnlyList<string> Changed, IReadOnlyList<string> Missing)
{
    private const string Unfinished = ".lockstep-tmp";

    /// <summary>Paths that were tracked and are not in the commit.</summary>
    internal IReadOnlyList<string> Added { get; init; } = [];

    /// <summary>Other repositories that the commit names, whose files are not among its own.</summary>
    internal IReadOnlyList<TreeEntry> Submodules { get; init; } = [];

    /// <summary>Files that git-lfs keeps elsewhere.</summary>
    internal IReadOnlyList<string> Pointers { get; init; } = [];

    /// <param name="folder">Is made; one that is there must be empty.</param>
    /// <param name="repository">Where to look for the commit; null for the one around the caller, and then the one that was recorded.</param>
    /// <remarks>No hook, filter or setting of the code runs, and the repository is only read.</remarks>
    /// <exception cref="UsageException">The folder is not empty.</exception>
    /// <exception cref="LockstepException">The run has no commit, or it is nowhere to be found, or holds what must not be written.</exception>
    public static RestoredCode Restore(RunFolder run, string folder, string? repository, CancellationToken cancellation)
    {
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        RefuseTaken(folder);
        var code = new RecordedCode(run.ReadLocks().Code);
        var commit = code.Commit ?? throw new LockstepException(
            $"{run.Name} was not run at a commit of git, so its code can't be brought back. What it holds of it: recipe.yaml and the recipe as it was given; "
            + "for a command, the digest of each file of code in locks/code.json.");
        var from = CommitHolder.Demand(run, code, commit, CommitHolder.Places(run, code, Environment.CurrentDirectory, repository, cancellation), cancellation);
        RemoveUnfinished(folder);
        var unfinished = Directory.CreateDirectory($"{folder}.{Environment.ProcessId}{Unfinished}").FullName;
        try
        {
            var restored = Write(run, code, commit, from, unfinished, cancellation);
            if (Presence.IsFolder(folder))
            {
                Directory.Delete(folder);
            }

            Directory.Move(unfinished, folder);
            return restored with { Folder = folder };
        }
        catch
        {
            Directory.Delete(unfinished, recursive: true);
            throw;
        }
    }

    /// <param name="from">The repository that has the commit.</param>
    /// <param name="folder">Without files of the code.</param>
    internal static RestoredCode Write(RunFolder run, RecordedCode code, string commit, string from, string folder, CancellationToken cancellation)
    {
        var diff = run.ReadDiff();
        var tree = CommitTree.Write(from, commit, folder, cancellation);
        var changed = RecordedDiff.PutOnto(folder, diff, commit, cancellation);
        RefuseClashes(folder, tree.Entries.Select(entry => entry.Path).Union(changed, StringComparer.Ordinal));
        return new RestoredCode(
            folder, commit, from, tree.Entries.Count(entry => !entry.IsSubmodule), [.. changed.Order(StringComparer.Ordinal)], [.. MissingOf(code, tree)])
        {
            Added = AddedOf(folder, code, tree),
            Submodules = [.. tree.Entries.Where(entry => entry.IsSubmodule)],
            Pointers = tree.Pointers,
        };
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

    private static string[] AddedOf(string folder, RecordedCode code, CommitTree tree)
    {
        var committed = tree.Entries.Select(entry => entry.Path).ToHashSet(StringComparer.Ordinal);
        return [.. code.Changed.Where(path => !committed.Contains(path) && FileStatus.Of(Path.Combine(folder, path), follow: false) is not null)];
    }

    private static IEnumerable<string> MissingOf(RecordedCode code, CommitTree tree)
    {
        foreach (var file in code.LeftUntracked)
        {
            yield return $"{PlainText.OnOneLine(file)}: untracked, and too large or too many to be kept in the run";
        }

        foreach (var submodule in tree.Entries.Where(entry => entry.IsSubmodule))
        {
            yield return $"{PlainText.OnOneLine(submodule.Path)}: a submodule, at its commit {submodule.Object}";
        }

        foreach (var pointer in tree.Pointers)
        {
            yield return $"{PlainText.OnOneLine(pointer)}: git-lfs keeps its content elsewhere; what lies here is the pointer";
        }
    }
}
