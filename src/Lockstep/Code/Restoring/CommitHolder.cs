using Lockstep.Files;
using Lockstep.Locks;
using Lockstep.Runs;

namespace Lockstep.Code.Restoring;

/// <summary>A repository that has the commit of a recorded run.</summary>
internal static class CommitHolder
{
    private const int MostNamed = 5;

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
            [.. new[] { Environment.CurrentDirectory, folder }.Select(place => Around(place, cancellation)), run.Bundle is null ? code.Repository : null];
        return [.. places.OfType<string>().Where(Presence.IsFolder).Select(Path.GetFullPath).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The first that has it; null for none.</summary>
    public static string? Find(string commit, IReadOnlyList<string> places, CancellationToken cancellation) =>
        places.FirstOrDefault(place => GitRepository.HasAsync(place, commit, cancellation).Result);

    /// <exception cref="LockstepException">None has it.</exception>
    public static string Demand(RunFolder run, RecordedCode code, string commit, IReadOnlyList<string> places, CancellationToken cancellation) =>
        Find(commit, places, cancellation) ?? throw new LockstepException(Gone(run, code, commit, places, cancellation));

    /// <summary>That none has it, why that is, and what is left of the code.</summary>
    public static string Gone(RunFolder run, RecordedCode code, string commit, IReadOnlyList<string> places, CancellationToken cancellation)
    {
        var reasons = places.Select(place => $"{PlainText.OnOneLine(place)} ({GitRepository.WhyWithout(place, commit, cancellation)})").ToArray();
        return $"Commit {commit} of {run.Name} is not to be had from {(reasons.Length == 0 ? "any repository here" : string.Join(" nor from ", reasons))}. "
            + "Get it there, or name a clone that has it with --repository DIR. "
            + (code.Changed.Count + code.KeptUntracked.Count == 0
                ? "The run itself holds nothing of its code, which was as committed."
                : $"What the run itself holds is in {(run.Bundle is { } bundle ? $"{bundle}: locks/code.diff" : ShownPath.Of(run.DiffPath))}: {Told(code)}.");
    }

    /// <summary>The work tree around a folder or, in a bare repository, that; null where neither is.</summary>
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
        string[] told =
        [
            .. code.Changed.Count == 0 ? Array.Empty<string>()
                : [$"{Counted.Of(code.Changed.Count, "changed file")}{Named(code.Changed)}, of which it has the difference from that commit"],
            .. whole.Count == 0 ? Array.Empty<string>()
                : [$"{Counted.Of(whole.Count, "untracked file")}{Named(whole)}, whole, which 'git apply --include=PATH' brings back"],
        ];
        return string.Join("; ", told);
    }

    private static string Named(IReadOnlyList<string> paths) => paths.Count == 0 ? ""
        : $" ({string.Join(", ", paths.Take(MostNamed).Select(PlainText.OnOneLine))}{(paths.Count > MostNamed ? ", …" : "")})";
}
