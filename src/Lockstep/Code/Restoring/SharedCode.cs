using Lockstep.Files;
using Lockstep.Runs;

namespace Lockstep.Code.Restoring;

/// <summary>What of a run's code those who are sent the run could not get.</summary>
public static class SharedCode
{
    /// <summary>A commit that no remote has, as far as is known here without asking one, and what the run itself does not hold.</summary>
    /// <returns>In sentences.</returns>
    public static IEnumerable<string> Warnings(RunFolder run, CancellationToken cancellation)
    {
        if (run.TryReadCode() is not { } code)
        {
            yield break;
        }

        if (code is { Commit: { } commit, Repository: { } repository })
        {
            var remotes = Presence.IsFolder(repository) ? GitRemotes.Of(repository, commit, cancellation) : null;
            if (remotes is null)
            {
                yield return $"Code: whether others can get commit {commit} is not known: it is not in {ShownPath.Of(repository)} any more.";
            }
            else if (!remotes.HaveIt)
            {
                yield return $"Code: no remote has commit {commit}, as it was last fetched or pushed: who is sent this run can't get its code. "
                    + (remotes.Any ? "Push it: " : "The repository has no remote. Give it one, and push: ")
                    + $"git -C {ShellWord.Of(repository)} push";
            }
        }

        foreach (var missing in MissingCode.NotHeld(code))
        {
            yield return $"Code: not in this run: {missing}.";
        }
    }
}
