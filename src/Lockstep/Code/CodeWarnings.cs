using Lockstep.Files;
using Lockstep.Snapshots;

namespace Lockstep.Code;

/// <summary>What of the code a run can't hold, and what that means for a rerun: said when the locks are taken.</summary>
public static class CodeWarnings
{
    private const string NoCommit = "Code: the repository has no commit yet, which could name the code; "
        + "its files are kept with the run as what is not committed.";

    /// <summary>Why there is no repository whose state could be recorded, as part of a sentence.</summary>
    /// <param name="folder">Around which there is none.</param>
    public static string WhyNone(string folder, CancellationToken cancellation) =>
        GitRepository.Ask(folder, ["rev-parse", "--is-inside-work-tree"], cancellation) is { ExitCode: 0, Text: "false" }
            ? "in a bare git repository, which has no work tree" : "not in a git repository";

    /// <summary>What was taken away, such as a folder in whose place a file of its name lies now, clashes with nothing.</summary>
    private static bool IsThere(GitState git, string path) => FileStatus.Of(Path.Combine(git.Root, path), follow: false) is not null;

    /// <param name="git">What there is.</param>
    /// <returns>In sentences.</returns>
    public static IEnumerable<string> Of(GitState git)
    {
        const string without = "a rerun from the recorded code is without";
        if (git.Commit is null)
        {
            yield return NoCommit;
        }

        if (git.Untracked.Where(file => !file.Kept).ToArray() is [var first, ..] large)
        {
            yield return $"Code: {Counted.Of(large.Sum(file => file.Files), "untracked file is", "untracked files are")} too large or too many to be kept "
                + $"with the run, {PlainText.OnOneLine(first.Path)} first; locks/code.json names them, and {without} them. "
                + "Let .gitignore name what is no code; commit what is.";
        }

        if (git.Large is [var changed, ..])
        {
            yield return $"Code: {Counted.Of(git.Large.Count, "change of a tracked file is", "changes of tracked files are")} too large to be kept "
                + $"with the run, {PlainText.OnOneLine(changed.Path)} first; locks/code.json has the digests, and {without} them. Commit them.";
        }

        if (git.Submodules.Where(submodule => submodule.IsDirty).ToArray() is [var dirty, ..] submodules)
        {
            yield return $"Code: {Counted.Of(submodules.Length, "submodule has", "submodules have")} changes that are not committed, "
                + $"{PlainText.OnOneLine(dirty.Path)} first; no run holds them, and {without} them. Commit them there.";
        }

        if (git.Repositories is [var inner, ..])
        {
            yield return $"Code: {Counted.Of(git.Repositories.Count, "git repository is", "git repositories are")} in this one without being submodules, "
                + $"{PlainText.OnOneLine(inner)} first; no run holds their files but those that a command reads. "
                + "'git submodule add' makes one a part of the code; .gitignore names what is none.";
        }

        if (git.Submodules.FirstOrDefault(submodule => submodule.Problem is not null) is { } unread)
        {
            yield return $"Code: the submodule {PlainText.OnOneLine(unread.Path)} can't be read, so its state is not recorded: {unread.Problem}";
        }

        if (git.Filtered is [var filtered, ..])
        {
            yield return $"Code: {Counted.Of(git.Filtered.Count, "tracked file is", "tracked files are")} changed by a filter of git's, "
                + $"{PlainText.OnOneLine(filtered.Path)} first, by '{PlainText.OnOneLine(filtered.Filter)}': no program of a repository's settings is started "
                + "when locks are taken, so whether they differ from the commit is not known.";
        }

        string[] paths = [.. git.Tracked.Concat(git.Untracked.Where(file => file.Kept).Select(file => file.Path)).Order(ChecksumListing.ByUtf8Bytes)];
        if (NameClashes.In(paths).Any() && NameClashes.In(paths.Where(path => IsThere(git, path))).FirstOrDefault() is { } clash)
        {
            yield return $"Code: the path {PlainText.Quoted(clash.RelPath)} {clash.Message}: "
                + $"'lockstep code restore' and a rerun from the recorded code refuse it.";
        }
    }
}
