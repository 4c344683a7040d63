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

    /// <summary>Paths that were tracked and are not in the commit.</summary>
    internal IReadOnlyList<string> Added { get; init; } = [];

    /// <summary>Files that git-lfs keeps elsewhere.</summary>
    internal IReadOnlyList<string> Pointers { get; init; } = [];

    /// <summary>Submodules, and those inside them, whose files were there and are not here.</summary>
    internal IReadOnlyList<CodeGap> ModuleGaps { get; init; } = [];

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
        folder = Presence.IsFolder(folder) ? RealPath.Of(folder) : folder; // a link stays, and its folder is written into
        var code = new RecordedCode(run.ReadLocks().Code);
        if (code.Commit is null && run.ReadDiff().Length == 0 && !code.Copied.Any(file => file.Kept))
        {
            throw new LockstepException($"{run.Name} was not run at a commit of git, and holds no copies of its code, so its code can't be brought back. "
                + "What it holds of it: recipe.yaml and the recipe as it was given; for a command, the digest of each file of code in locks/code.json.");
        }

        var from = code.Commit is { } commit
            ? CommitHolder.Demand(run, code, commit, CommitHolder.Places(run, code, Environment.CurrentDirectory, repository, cancellation), cancellation)
            : null;
        RemoveUnfinished(folder);
        var unfinished = $"{folder}.{Environment.ProcessId}{Unfinished}";
        try
        {
            Directory.CreateDirectory(unfinished);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CannotBeMade(folder, exception);
        }

        try
        {
            var restored = Write(run, code, from, unfinished, withSubmodules, cancellation);
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

    /// <param name="from">The repository that has the commit; null where there is none.</param>
    /// <param name="folder">Without files of the code.</param>
    /// <param name="places">Where copies of files beside the code are to lie; null for below one folder in that of the code.</param>
    internal static RestoredCode Write(
        RunFolder run, RecordedCode code, string? from, string folder, bool withSubmodules, CancellationToken cancellation, RestoredTree? places = null)
    {
        var tree = from is null || code.Commit is null ? null : CommitTree.Write(from, code.Commit, folder, cancellation);
        var submodules = SubmodulesOf(code, tree);
        var diffed = RecordedDiff.PutOnto(folder, run.ReadDiff(), code.Commit, cancellation);
        CheckedOutForm.GiveTo(folder, TrackedIn(code, tree, diffed), cancellation);
        var absent = code.AbsentSubmodules;
        CodeGap[] gaps = withSubmodules && from is not null
            ? [.. KeptElsewhere.FillModules(folder, from, submodules, absent, cancellation)]
            : [.. submodules.Select(submodule => KeptElsewhere.GapOf(submodule.Key, submodule.Value))];

        // Of submodules, too: there they are the files as they ran, with changes that the submodule's commit has not.
        string[] changed =
        [
            .. diffed,
            .. places is null ? CopiedCode.PutInto(folder, run, code.Copied, submodules.Keys)
                : CopiedCode.PutBack(places, run, code.Copied, submodules.Keys),
        ];
        RefuseClashes(
            folder, (tree?.Entries.Where(entry => !entry.IsSubmodule).Select(entry => entry.Path) ?? []).Union(changed, StringComparer.Ordinal));
        return new RestoredCode(
            folder,
            code.Commit,
            from,
            tree?.Entries.Count(entry => !entry.IsSubmodule) ?? 0,
            [.. changed.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            [.. MissingCode.Of(code, tree, gaps)],
            submodules)
        {
            Added = AddedOf(folder, code, tree),
            Pointers = tree?.Pointers ?? [],
            ModuleGaps = [.. gaps.Where(gap => !absent.Contains(gap.Path))],
        };
    }

    /// <summary>The paths that git tracked; others lay there as the diff has them.</summary>
    private static string[] TrackedIn(RecordedCode code, CommitTree? tree, IReadOnlyList<string> diffed) =>
        [.. (tree?.Entries.Where(entry => !entry.IsSubmodule && !entry.IsLink).Select(entry => entry.Path) ?? []).Union(diffed).Except(code.KeptUntracked)];

    private static string[] AddedOf(string folder, RecordedCode code, CommitTree? tree)
    {
        var committed = (tree?.Entries ?? []).Select(entry => entry.Path).ToHashSet(StringComparer.Ordinal);
        return [.. code.Changed.Where(path => !committed.Contains(path) && FileStatus.Of(Path.Combine(folder, path), follow: false) is not null)];
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

        if (Presence.IsAny(folder) && !Presence.IsFolder(folder))
        {
            throw new UsageException($"{ShownPath.Of(folder)} is a link that leads nowhere; expected a new or an empty folder.");
        }

        var above = Path.GetDirectoryName(folder) ?? "/";
        for (var place = above; Path.GetDirectoryName(place) is { } next; place = next)
        {
            if (Presence.IsFile(place))
            {
                throw new UsageException($"{ShownPath.Of(folder)} can't be made: {ShownPath.Of(place)} is a file, and no folder. Name another place.");
            }
        }

        try
        {
            Directory.CreateDirectory(above);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CannotBeMade(folder, exception);
        }
    }

    private static LockstepException CannotBeMade(string folder, Exception exception)
    {
        // As in /proc; the name that wasn't found is one of ours.
        var why = exception is FileNotFoundException or DirectoryNotFoundException ? "" : $" ({exception.Message})";
        return new LockstepException(
            $"{ShownPath.Of(folder)} can't be made: {Path.GetDirectoryName(folder)} takes no new folder{why}. Name another place.", exception);
    }
}
