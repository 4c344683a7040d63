using Lockstep.Files;
using Lockstep.Locks;
using Lockstep.Runs;

namespace Lockstep.Code.Restoring;

/// <summary>A repository that has the commit of a recorded run.</summary>
internal static class CommitHolder
{
    /// <summary>Where to look, in this order.</summary>
    /// <param name="folder">Looked at behind the current folder: in a repository, or a bare one.</param>
    /// <param name="given">The only one to look at; null for none.</param>
    /// <exception cref="UsageException">The given one is no folder.</exception>
    public static IReadOnlyList<string> Places(RunFolder run, RecordedCode code, string folder, string? given, CancellationToken cancellation)
    {
        if (given is not null)
        {
            return Presence.IsFolder(given) ? [Path.GetFullPath(given)]
                : throw new UsageException($"--repository {ShownPath.Of(given)}: no such folder; expected a clone that has commit {code.Commit}.");
        }

        // The path in a bundle is another machine's, or another user's on this one.
        string?[] places =
            [.. new[] { Environment.CurrentDirectory, folder }.Select(place => Holding(place, cancellation)), run.Bundle is null ? code.Repository : null];
        return [.. places.OfType<string>().Where(Presence.IsFolder).Select(Path.GetFullPath).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The first that has it; null for none.</summary>
    public static string? Find(string commit, IReadOnlyList<string> places, CancellationToken cancellation) =>
        places.FirstOrDefault(place => GitRepository.HasAsync(place, commit, cancellation).Result);

    /// <exception cref="LockstepException">None has it.</exception>
    public static string Demand(RunFolder run, RecordedCode code, string commit, IReadOnlyList<string> places, CancellationToken cancellation) =>
        Find(commit, places, cancellation) ?? throw new LockstepException(Gone(run, code, commit, places));

    /// <summary>That none has it, why that may be, and what is left of the code.</summary>
    public static string Gone(RunFolder run, RecordedCode code, string commit, IReadOnlyList<string> places) =>
        $"Commit {commit} of {run.Name} is not in {(places.Count == 0 ? "any repository here" : string.Join(" nor in ", places))}: "
        + "it was never fetched, lies before the end of a shallow clone, or history was rewritten. Fetch it there ('git fetch', 'git fetch --unshallow'), "
        + "or name a clone that has it with --repository DIR. What the run itself holds is its changes on top of that commit, in "
        + $"{(run.Bundle is { } bundle ? $"{bundle}: locks/code.diff" : ShownPath.Of(run.DiffPath))}: "
        + $"{Counted.Of(code.Changed.Count, "changed file")}, {Counted.Of(code.KeptUntracked.Count, "untracked file")}.";

    private static string? Holding(string folder, CancellationToken cancellation) =>
        GitRepository.RootAsync(folder, cancellation).Result is { } root ? root
        : GitRepository.Ask(folder, ["rev-parse", "--is-bare-repository"], cancellation) is { ExitCode: 0, Text: "true" } ? folder : null;
}
