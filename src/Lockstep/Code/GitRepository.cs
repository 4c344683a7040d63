using System.Text;

namespace Lockstep.Code;

/// <summary>Asks the user's own git, so that worktrees, filters and settings mean what they mean to the user.</summary>
public static class GitRepository
{
    /// <summary>The command whose answer is the same whatever the user's settings make of diffs for the eye.</summary>
    internal static readonly string[] Diff =
    [
        "-c", "core.quotePath=false", "-c", "diff.algorithm=default", "-c", "diff.context=3", "-c", "diff.interHunkContext=0", "-c",
        "diff.indentHeuristic=true", "-c", "diff.renames=true",
        "-c", "diff.noPrefix=false", "-c", "diff.mnemonicPrefix=false", "-c", "diff.srcPrefix=a/", "-c", "diff.dstPrefix=b/", "-c",
        "diff.relative=false", "-c", "diff.suppressBlankEmpty=false",
        "-c", "diff.orderFile=/dev/null", "-c", "diff.submodule=short", "-c", "diff.autoRefreshIndex=true",
        "diff", "--no-color", "--no-ext-diff", "--no-textconv", "--ignore-submodules=dirty",
    ];

    private const string Mend = ". 'git fsck' may say more; a new clone mends it; what is no repository should have no .git";

    private const int NothingThere = 2; // ENOENT

    /// <summary>Variables by which git is told of a repository in place of looking for one.</summary>
    internal static readonly string[] OfOneRepository =
        ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR", "GIT_PREFIX"];

    /// <summary>The state of the repository around <paramref name="folder"/>, or null where there is none.</summary>
    /// <param name="folder">Any folder of the work tree.</param>
    /// <param name="except">Folders whose untracked files are no code: the runs and the data set.</param>
    /// <exception cref="LockstepException">There is one, and it can't be read: it is another user's, or damaged, or git is not installed.</exception>
    public static Task<GitState?> ReadAsync(string folder, IReadOnlyList<string> except, CancellationToken cancellation) =>
        Task.FromResult(Read(folder, except, cancellation));

    /// <summary>The same of a repository inside another, as one call after another.</summary>
    internal static GitState? ReadWithin(string folder, CancellationToken cancellation) => Read(folder, [], cancellation);

    private static GitState? Read(string folder, IReadOnlyList<string> except, CancellationToken cancellation)
    {
        if (Head(folder, cancellation) is not var (root, commit, branch))
        {
            return null;
        }

        string[] places = [.. Excluding(root, except)];
        var index = GitIndex.Read(root, places, cancellation);
        using var filtered = FilteredFiles.Of(root, index, cancellation);
        var changes = commit is null && index.Files.Count == 0
            ? new TrackedChanges([], [], [])
            : TrackedChanges.Of(root, commit ?? EmptyTree.Of(root, cancellation), places, filtered.Variables, cancellation);
        var repositories = new List<string>();
        var untracked = UntrackedFiles.Of(
            root, Bytes(root, ["ls-files", "--others", "--exclude-standard", "-z", "--", .. places], cancellation), repositories);
        var untrackedDiff = UntrackedFiles.Diff(root, [.. untracked.Where(file => file.Kept).Select(file => file.Path)], cancellation);
        return new GitState(root, commit, branch, changes.Diff, changes.Paths, untrackedDiff, untracked)
        {
            Large = changes.Large,
            Repositories = repositories,
            Submodules = Submodules.Of(root, index, cancellation),
            Pointers = filtered.Pointers,
            Filtered = filtered.Others,
            Tracked = index.Paths(),
        };
    }

    /// <summary>Where the work tree is, its commit and its branch; one call of git where there is nothing to complain of.</summary>
    private static (string Root, string? Commit, string? Branch)? Head(string folder, CancellationToken cancellation)
    {
        var answer = Ask(folder, ["rev-parse", "--show-toplevel", "HEAD", "--abbrev-ref=loose", "HEAD"], cancellation);
        if (answer.ExitCode == 0 && answer.Text.Split('\n') is [.., var commit, var branch] lines)
        {
            return Root(folder, answer with { Text = string.Join('\n', lines[..^2]) }) is { } whole ? (whole, commit, branch is "HEAD" ? null : branch) : null;
        }

        if (Root(folder, cancellation) is not { } root)
        {
            return null;
        }

        var named = Ask(root, ["symbolic-ref", "--short", "--quiet", "HEAD"], cancellation);
        return (root, Commit(root, cancellation), named.ExitCode == 0 ? named.Text : null);
    }

    private static IEnumerable<string> Excluding(string root, IReadOnlyList<string> folders) =>
        [
            ".", .. folders.Select(folder => Path.GetRelativePath(root, Path.GetFullPath(folder)))
                .Where(path => path is not "." && !path.StartsWith("..", StringComparison.Ordinal)).Select(path => $":(exclude,literal){path}")
        ];

    /// <summary>The folder of the work tree around <paramref name="folder"/>; null where there is none.</summary>
    /// <exception cref="LockstepException">There is a repository, and git can't or won't read it.</exception>
    public static Task<string?> RootAsync(string folder, CancellationToken cancellation) => Task.FromResult(Root(folder, cancellation));

    private static string? Root(string folder, CancellationToken cancellation) => Root(folder, Ask(folder, ["rev-parse", "--show-toplevel"], cancellation));

    private static string? Root(string folder, GitAnswer answer)
    {
        // With these git is told where the repository is, and looks for none.
        var isTold = Environment.GetEnvironmentVariable("GIT_DIR") is not null || Environment.GetEnvironmentVariable("GIT_WORK_TREE") is not null;
        if (answer.ExitCode == 0)
        {
            // One that git passed over, for a larger one around it, is damaged as well.
            return isTold
                || NearestGit.Around(folder, border: null) is not { } inner || !inner.StartsWith(answer.Text.TrimEnd('/') + "/", StringComparison.Ordinal)
                ? answer.Text
                : throw Unreadable(inner, $"git does not take {Path.Combine(inner, ".git")} for one, and reads {answer.Text} around it{Mend}");
        }

        if (!answer.IsNoRepository || isTold)
        {
            // In a repository without a work tree, or in .git itself, no file can be committed.
            return answer.Errors.Contains("must be run in a work tree", StringComparison.Ordinal) ? null : throw Unreadable(folder, answer.Reason);
        }

        return NearestGit.Around(folder, answer.Border) is { } found ? throw Unreadable(found, answer.Reason + (answer.ExitCode is null ? "" : Mend)) : null;
    }

    /// <summary>The address that the repository around <paramref name="folder"/> was cloned from, without user and password.</summary>
    /// <returns>Null where there is none that others could clone.</returns>
    /// <exception cref="LockstepException">Git is there and can't be started.</exception>
    public static Task<string?> OriginAsync(string folder, CancellationToken cancellation)
    {
        var origin = Ask(folder, ["remote", "get-url", "origin"], cancellation);
        return Task.FromResult(origin.ExitCode == 0
            && Uri.TryCreate(origin.Text, UriKind.Absolute, out var address) && address.Scheme is "https" or "http"
            ? new UriBuilder(address) { UserName = "", Password = "" }.Uri.AbsoluteUri
            : null);
    }

    /// <summary>Whether the repository has the commit.</summary>
    internal static Task<bool> HasAsync(string root, string commit, CancellationToken cancellation) =>
        Task.FromResult(Ask(root, ["cat-file", "-e", commit + "^{commit}"], cancellation) is { ExitCode: 0 });

    /// <summary>Why a commit can't be had from a repository, as part of a sentence; null where it can.</summary>
    internal static string? WhyWithout(string root, string commit, CancellationToken cancellation)
    {
        var found = Ask(root, ["cat-file", "-e", commit + "^{commit}"], cancellation);
        if (found.ExitCode == 0)
        {
            return null;
        }

        var shallow = Ask(root, ["rev-parse", "--is-shallow-repository"], cancellation);
        return shallow.ExitCode != 0 ? shallow.Reason
            : shallow.Text == "true" ? "a shallow clone, which ends before it: 'git fetch --unshallow' gets the rest"
            : "it was never fetched, which 'git fetch' does, or history was rewritten since";
    }

    /// <summary>What a command of git says.</summary>
    /// <exception cref="LockstepException">Git is there and can't be started.</exception>
    /// <param name="input">For it to read; null for nothing.</param>
    /// <param name="isElsewhere">Whether it is about another repository than the folder's.</param>
    internal static GitAnswer Ask(
        string folder, IReadOnlyList<string> arguments, CancellationToken cancellation, byte[]? input = null, bool isElsewhere = false)
    {
        try
        {
            var (exitCode, output, errors) = GitProcess.Run(folder, arguments, isElsewhere ? OfOneRepository : [], input ?? [], cancellation);
            return new GitAnswer(exitCode, Encoding.UTF8.GetString(output).TrimEnd('\n'), errors.Trim());
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            return exception.NativeErrorCode == NothingThere
                ? new GitAnswer(null, "", "")
                : throw new LockstepException($"Code: git can't be started in {folder}: {exception.Message}", exception);
        }
    }

    /// <summary>Full hash of what is checked out; null before the first commit.</summary>
    /// <exception cref="LockstepException">The branch is damaged.</exception>
    internal static string? Commit(string root, CancellationToken cancellation)
    {
        var head = Ask(root, ["rev-parse", "--verify", "--quiet", "HEAD"], cancellation);
        if (head.ExitCode == 0)
        {
            return head.Text;
        }

        // Of a branch that is damaged, 'rev-parse' says what it says of one without a commit.
        var log = Ask(root, ["log", "-1", "--format=%H"], cancellation);
        return log.Errors.Contains("does not have any commits yet", StringComparison.Ordinal) ? null : throw Unreadable(root, log.Reason + Mend);
    }

    /// <remarks>Without a full stop: what git says often ends with a command to paste.</remarks>
    private static LockstepException Unreadable(string folder, string reason) =>
        new($"Code: the git repository in {folder} can't be read, so nothing could be locked of the code: {reason}");

    /// <summary>What a command of git prints.</summary>
    /// <param name="input">For it to read; null for nothing.</param>
    /// <param name="isElsewhere">Whether it is about another repository than the folder's: then what a hook says of that one does not hold.</param>
    /// <param name="variables">That git gets beside those that are here; null for none.</param>
    /// <exception cref="LockstepException">It failed.</exception>
    internal static byte[] Bytes(
        string folder, IReadOnlyList<string> arguments, CancellationToken cancellation, byte[]? input = null, bool isElsewhere = false,
        IReadOnlyDictionary<string, string>? variables = null)
    {
        try
        {
            var (exitCode, output, errors) = GitProcess.Run(folder, arguments, isElsewhere ? OfOneRepository : [], input ?? [], cancellation, variables);
            return exitCode == 0
                ? output
                : throw new LockstepException(
                    $"Code: what is changed in {folder} could not be read: git ended with exit code {exitCode}: {GitAnswer.OnOneLine(errors)}");
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new LockstepException(exception.NativeErrorCode == NothingThere
                ? $"Code: {new GitAnswer(null, "", "").Reason}."
                : $"Code: git can't be started in {folder}: {exception.Message}", exception);
        }
    }
}
