using Lockstep.Files;

namespace Lockstep.Code.Restoring;

/// <summary>
/// A work tree of git's for a while, beside the user's own, whose files, index and stash stay untouched: registered in the repository, so that
/// <c>git worktree list</c> shows it, on no branch, and empty until its files are written. Of one whose process was killed <see cref="RemoveLeft"/>
/// takes away what is left.
/// </summary>
internal sealed class ScratchWorktree : IDisposable
{
    /// <summary>In git's folder of the work tree: that it is one of these, of which machine, and in which folder.</summary>
    private const string Mark = "lockstep";

    private const int MostTries = 5;

    private readonly string repository;
    private readonly string place;
    private readonly FolderHandle hold;

    private ScratchWorktree(string repository, string place, FolderHandle hold, string folder) =>
        (this.repository, this.place, this.hold, Folder) = (repository, place, hold, folder);

    /// <summary>Its root, without links on the way.</summary>
    public string Folder { get; }

    /// <param name="repository">Has the commit.</param>
    /// <param name="likeness">The work tree that it stands for: its folder has the same name, which a program may ask for.</param>
    /// <exception cref="LockstepException">It can't be registered.</exception>
    public static ScratchWorktree Add(string repository, string commit, string likeness, CancellationToken cancellation)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(likeness)) is { Length: > 0 } last ? last : "code";
        var place = RealPath.Of(Directory.CreateTempSubdirectory(ScratchFolder.Prefix).FullName);
        var hold = FolderHandle.Open(place);
        var worktree = new ScratchWorktree(repository, place, hold, Path.Combine(place, name));
        try
        {
            hold.TryLock();
            worktree.Register(commit, cancellation);
            return worktree;
        }
        catch
        {
            worktree.Dispose();
            throw;
        }
    }

    /// <summary>Lets git know the files that were written: those of the commit as they are, and the added ones as added.</summary>
    /// <param name="added">Paths that are tracked and not in the commit.</param>
    public void Index(string commit, IReadOnlyList<string> added, CancellationToken cancellation)
    {
        var quiet = QuietGit.Settings(Folder, cancellation);
        GitRepository.Bytes(Folder, [.. quiet, "read-tree", commit], cancellation, isElsewhere: true);

        // Looked at once, so that no later command of git need read them; it fails where some are changed, as they are to be.
        GitRepository.Ask(Folder, [.. quiet, "update-index", "-q", "--refresh"], cancellation, isElsewhere: true);
        if (added.Count > 0)
        {
            GitRepository.Bytes(
                Folder,
                [.. quiet, "--literal-pathspecs", "add", "--intent-to-add", "--force", "--pathspec-from-file=-", "--pathspec-file-nul"],
                cancellation,
                System.Text.Encoding.UTF8.GetBytes(string.Join('\0', added)),
                isElsewhere: true);
        }
    }

    /// <summary>Takes away the work trees of a repository whose process is gone; those of others, and of other machines, stay.</summary>
    /// <returns>Where they lay.</returns>
    public static IReadOnlyList<string> RemoveLeft(string repository, CancellationToken cancellation)
    {
        var common = GitRepository.Ask(repository, ["rev-parse", "--git-common-dir"], cancellation);
        var all = common.ExitCode == 0 ? Path.Combine(Path.GetFullPath(common.Text, repository), "worktrees") : "";
        if (!Presence.IsFolder(all))
        {
            return [];
        }

        var removed = new List<string>();
        foreach (var mark in Directory.EnumerateDirectories(all).Select(folder => Path.Combine(folder, Mark)).Where(Presence.IsFile).ToArray())
        {
            if (ReadMark(mark) is var (host, folder) && host == Environment.MachineName && RemoveIfLeft(repository, folder))
            {
                removed.Add(folder);
            }
        }

        return removed;
    }

    public void Dispose()
    {
        Remove(repository, place, Folder);
        hold.Dispose();
    }

    private void Register(string commit, CancellationToken cancellation)
    {
        var quiet = QuietGit.Settings(repository, cancellation);
        for (var tries = 1; ; tries++)
        {
            var added = GitRepository.Ask(
                repository, [.. quiet, "worktree", "add", "--quiet", "--no-checkout", "--detach", Folder, commit], cancellation);
            if (added.ExitCode == 0)
            {
                break;
            }

            // Another that ends takes away git's folder of them with its last.
            if (tries == MostTries)
            {
                throw new LockstepException(
                    $"Code: no work tree for commit {commit} can be registered in {ShownPath.Of(repository)}: {added.Reason}. "
                    + "Name a clone that you can write to with --repository DIR.");
            }

            Thread.Sleep(TimeSpan.FromMilliseconds(20 * tries));
        }

        var pointer = File.ReadAllText(Path.Combine(Folder, ".git")).Trim();
        File.WriteAllText(Path.Combine(pointer["gitdir: ".Length..], Mark), $"{Environment.MachineName}\n{Folder}\n");
    }

    private static (string Host, string Folder)? ReadMark(string path)
    {
        try
        {
            return File.ReadAllText(path).TrimEnd('\n').Split('\n', 2) is [var host, var folder] && folder.StartsWith('/') ? (host, folder) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null; // it has just been taken away
        }
    }

    /// <summary>Whether nobody held it, and it is gone now.</summary>
    private static bool RemoveIfLeft(string repository, string folder)
    {
        var place = Path.GetDirectoryName(folder) ?? "/";
        if (!Path.GetFileName(place).StartsWith(ScratchFolder.Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        try
        {
            using var hold = Presence.IsFolder(place) ? FolderHandle.Open(place) : null;
            if (hold is not null && (hold.IsLocked != false || !hold.TryLock()))
            {
                return false;
            }

            Remove(repository, place, folder);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false; // another has just taken it away, or it is another user's
        }
    }

    /// <summary>Git's part first: while the folder is there, others see that it is held.</summary>
    private static void Remove(string repository, string place, string folder)
    {
        var quiet = QuietGit.Settings(repository, CancellationToken.None);
        var removed = GitRepository.Ask(repository, [.. quiet, "worktree", "remove", "--force", "--force", folder], CancellationToken.None);
        FrozenFiles.Delete(place);
        if (removed.ExitCode != 0)
        {
            GitRepository.Ask(repository, [.. quiet, "worktree", "remove", "--force", "--force", folder], CancellationToken.None);
        }
    }
}
