namespace Lockstep.Code;

/// <summary>What git knows here of a repository's remotes; none is asked.</summary>
/// <param name="Any">Whether there is one.</param>
/// <param name="HaveIt">Whether a branch or tag of one holds the commit, as it was last fetched or pushed.</param>
internal sealed record GitRemotes(bool Any, bool HaveIt)
{
    /// <param name="folder">Any folder of the work tree.</param>
    /// <param name="commit">Null for the one that is checked out.</param>
    /// <returns>Null outside git, and before the first commit.</returns>
    public static GitRemotes? Of(string folder, string? commit, CancellationToken cancellation)
    {
        var known = GitRepository.Ask(folder, ["rev-parse", "--verify", "--quiet", $"{commit ?? "HEAD"}^{{commit}}"], cancellation);
        if (known.ExitCode != 0)
        {
            return null;
        }

        var names = GitRepository.Ask(folder, ["remote"], cancellation).Text;
        var holders = GitRepository.Ask(folder, ["for-each-ref", "--count=1", "--contains", known.Text, "refs/remotes"], cancellation).Text;
        return new GitRemotes(names.Length > 0, holders.Length > 0);
    }
}
