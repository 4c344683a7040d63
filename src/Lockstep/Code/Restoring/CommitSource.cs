using Lockstep.Files;
using Lockstep.Locks;
using Lockstep.Runs;

namespace Lockstep.Code.Restoring;

/// <summary>The repository that a run's commit is taken from.</summary>
internal static class CommitSource
{
    private const int MostNamed = 5;

    /// <param name="given">Where to look; null for the repository around the caller, and then the one that was recorded.</param>
    /// <exception cref="UsageException">What was given is no folder.</exception>
    /// <exception cref="LockstepException">None of them has the commit.</exception>
    public static string Find(RunFolder run, RecordedCode code, string commit, string? given, CancellationToken cancellation)
    {
        string?[] places = given is not null ? [given] : [Around(Environment.CurrentDirectory, cancellation), code.Repository];
        var looked = places.OfType<string>().Where(Presence.IsFolder).Select(Path.GetFullPath).Distinct(StringComparer.Ordinal).ToArray();
        if (given is not null && looked.Length == 0)
        {
            throw new UsageException($"--repository {ShownPath.Of(given)}: no such folder; expected a clone that has commit {commit}.");
        }

        var reasons = new List<string>();
        foreach (var place in looked)
        {
            if (GitRepository.WhyWithout(place, commit, cancellation) is not { } why)
            {
                return place;
            }

            reasons.Add($"{PlainText.OnOneLine(place)} ({why})");
        }

        throw new LockstepException(
            $"Commit {commit} of {run.Name} is not to be had from {(reasons.Count == 0 ? "any repository here" : string.Join(" nor from ", reasons))}. "
            + "Get it there, or name a clone that has it with --repository DIR. "
            + (code.Changed.Count + code.KeptUntracked.Count == 0
                ? "The run itself holds nothing of its code, which was as committed."
                : $"What the run itself holds is in {ShownPath.Of(run.DiffPath)}: {Told(code)}."));
    }

    /// <summary>The work tree around the caller or, in a bare repository, that; null where neither is.</summary>
    private static string? Around(string folder, CancellationToken cancellation)
    {
        try
        {
            return GitRepository.RootAsync(folder, cancellation).Result
                ?? (GitRepository.Ask(folder, ["rev-parse", "--git-dir"], cancellation).ExitCode == 0 ? folder : null);
        }
        catch (LockstepException)
        {
            return folder; // which is then named with what git says of it
        }
    }

    /// <summary>Untracked files are there whole; of changed ones there is only how they differ from the commit.</summary>
    private static string Told(RecordedCode code)
    {
        var whole = code.KeptUntracked;
        return $"{Counted.Of(code.Changed.Count, "changed file")}{Named(code.Changed)}, of which it has the difference from that commit; "
            + $"{Counted.Of(whole.Count, "untracked file")}{Named(whole)}"
            + (whole.Count == 0 ? "" : ", whole, which 'git apply --include=PATH' brings back");
    }

    private static string Named(IReadOnlyList<string> paths) => paths.Count == 0 ? ""
        : $" ({string.Join(", ", paths.Take(MostNamed).Select(PlainText.OnOneLine))}{(paths.Count > MostNamed ? ", …" : "")})";
}
