using Lockstep.Archives;
using Lockstep.Code;
using Lockstep.Locks;
using Lockstep.Runs;

namespace Lockstep.Compare;

/// <summary>How to bring a repository back to the code that a run recorded.</summary>
public static class CheckoutAdvice
{
    /// <summary>Says which repository was asked, and the commands of git that lead back; for a Code lock that differs in its commit or changes.</summary>
    /// <param name="recorded">The run's Code lock.</param>
    /// <param name="found">That of the code here.</param>
    /// <param name="folder">Where the command runs.</param>
    /// <param name="run">The run's folder or, of a bundle, where it is unpacked: its bundle is what can be named.</param>
    public static async Task<string> OfAsync(BoxLock recorded, BoxLock found, string folder, RunFolder run, CancellationToken cancellation)
    {
        var (before, now) = (new RecordedCode(recorded), new RecordedCode(found));
        var wanted = before.Commit;
        if (now.Repository is not { } root)
        {
            return $"Asked: {folder}, which is in no git repository. Run this in a clone of the one that the run was made "
                + $"in{(wanted is null ? "" : $", at commit {wanted}")}.";
        }

        var commit = now.Commit;
        var asked = $"Asked: the git repository {root}, {(commit is null ? "without a commit yet" : $"at commit {commit}")}.";
        if (wanted is null)
        {
            return asked;
        }

        var git = IsIn(folder, root) ? "git" : $"git -C {ShellWord.Of(root)}";
        if (wanted != commit && !await GitRepository.HasAsync(root, wanted, cancellation).ConfigureAwait(false))
        {
            return $"{asked} It does not have the recorded commit: get it with '{git} fetch' and '{git} checkout {wanted}', "
                + "or run this in a clone that has it.";
        }

        var isOtherDiff = before.DiffSha256 != now.DiffSha256;
        string[] steps =
        [
            .. isOtherDiff && now.DiffSha256 is not null ? [$"{git} stash"] : Array.Empty<string>(),
            .. wanted != commit ? [$"{git} checkout {wanted}"] : Array.Empty<string>(),
            .. isOtherDiff && before.DiffSha256 is not null ? [ChangesOf(run, root, before)] : Array.Empty<string>(),
        ];
        return $"{asked} What was recorded comes back with: {string.Join(" && ", steps)}";
    }

    /// <summary>
    /// From the root, since git passes by what lies outside the current folder; into the index, so that added files are tracked again; without the
    /// files that were untracked, which don't count.
    /// </summary>
    private static string ChangesOf(RunFolder run, string root, RecordedCode recorded)
    {
        var apply = string.Concat(
            [$"git -C {ShellWord.Of(root)} apply --index", .. recorded.KeptUntracked.Select(path => $" {ShellWord.Of($"--exclude={path}")}")]);
        return run.Bundle is { } bundle
            ? $"{ArchiveCommand.ToPrint(bundle, $"{run.Name}/locks/code.diff")} | {apply}"
            : $"{apply} {ShellWord.Of(run.DiffPath)}";
    }

    private static bool IsIn(string folder, string root) => (folder + "/").StartsWith(root.TrimEnd('/') + "/", StringComparison.Ordinal);
}
