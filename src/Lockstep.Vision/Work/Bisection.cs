using Lockstep.Compare;
using Lockstep.Files;
using Lockstep.Ledgers;
using Lockstep.Locks;
using Lockstep.Runs;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Runs;

namespace Lockstep.Vision.Work;

/// <summary>Replays one run twice, or two runs, with deep ledgers, up to where they differ.</summary>
/// <param name="First">With where its data set and its model's file lie now.</param>
/// <param name="Second">Another run; null to replay the first one twice.</param>
/// <param name="Steps">So many; null for up to where the runs differ, or, of a single run, all that it made but at most <see cref="StepsOfOne"/>.</param>
/// <param name="FromStart">Whether to begin with the first step even where both runs keep a checkpoint from before they differ.</param>
/// <param name="Keep">Where both ledgers are left; null to leave nothing.</param>
/// <param name="Runs">The folder that holds the runs.</param>
public sealed record Bisection(
    (RunFolder Run, MovedFiles Moved) First, (RunFolder Run, MovedFiles Moved)? Second, long? Steps, bool FromStart, string? Keep, string Runs,
    Extensions Extensions)
{
    /// <summary>The most that are replayed of a single run, where no number is given.</summary>
    public const int StepsOfOne = 500;

    /// <param name="said">Told what goes on, in sentences.</param>
    /// <param name="warned">Told of checkpoints that can't be begun with.</param>
    /// <exception cref="LockstepException">There is nothing in the ledgers to go by, or a run can't be replayed.</exception>
    public async Task<BisectionReport> RunAsync(Action<string> said, Action<string> warned, CancellationToken cancellation)
    {
        var recorded = Second is { Run: var other } ? RunDiff.Between(First.Run, other, Extensions.Recipes, cancellation) : null;
        if (recorded is { Ledger: { Comparison: null, Notes: var notes } } && Steps is null)
        {
            throw new LockstepException($"Where the runs differ can't be told. {string.Join(' ', notes)} Replay a number of steps of both with --steps N.");
        }

        // Where the steps that both made are the same there is nothing to replay; the results may differ all the same.
        if (recorded?.Ledger.Comparison is { Divergence: null } same && Steps is null
            && (recorded.Blame is not null || same.Answer is LedgerAnswer.Identical or LedgerAnswer.WithoutConsequence))
        {
            return new BisectionReport([], Math.Max(0, same.EqualSteps - 1), null, recorded, same, recorded.Blame);
        }

        var count = Steps ?? recorded?.Ledger.Comparison?.Divergence?.Step ?? Math.Min(StepsOfOne, StepsOf(First.Run));
        var folder = Keep is { } kept ? Directory.CreateDirectory(kept).FullName : Directory.CreateTempSubdirectory("lockstep-bisect-").FullName;
        try
        {
            var nearest = Steps is null && !FromStart && Second is { Run: var second } && recorded?.Ledger.Comparison?.Divergence?.WeightsEqualAt is { } equal
                ? ReplayStart.Nearest(First.Run, second, equal, reason => warned($"A checkpoint can't be begun with. {reason}"))
                : null;
            try
            {
                return Report(await SidesAsync(folder, count, nearest, said, cancellation).ConfigureAwait(false), count, nearest?.A, recorded, cancellation);
            }
            catch (ReplayStartException exception)
            {
                warned($"A checkpoint can't be begun with. {exception.Message}");
                return Report(await SidesAsync(folder, count, null, said, cancellation).ConfigureAwait(false), count, null, recorded, cancellation);
            }
        }
        finally
        {
            if (Keep is null)
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static long StepsOf(RunFolder run)
    {
        if (!Presence.IsFile(run.LedgerPath))
        {
            return StepsOfOne;
        }

        using var ledger = Ledger.Open(run.LedgerPath);
        return Math.Max(0, ledger.Count - 1);
    }

    private BisectionReport Report(IReadOnlyList<BisectedRun> sides, long steps, ReplayStart? start, RunDiff? recorded, CancellationToken cancellation)
    {
        var (a, b) = (sides[0], sides[1]);
        using var left = Ledger.Open(a.Path);
        using var right = Ledger.Open(b.Path);
        var comparison = new LedgerPair(left, right).Compare(cancellation);
        // Of the replays: what they were made with here, and the data that the runs recorded.
        var blame = comparison.Divergence is { } found
            ? Blame.Of(found, Suspects.Between(a.Run, b.Run, a.Locks, b.Locks, Extensions.Recipes), a.Run.Reference)
            : null;
        return new BisectionReport(sides, steps, start, recorded, comparison, blame);
    }

    private async Task<IReadOnlyList<BisectedRun>> SidesAsync(
        string folder, long steps, (ReplayStart A, ReplayStart B)? starts, Action<string> said, CancellationToken cancellation)
    {
        var sides = new List<BisectedRun>();
        foreach (var (name, of, start) in new[] { ("A", First, starts?.A), ("B", Second ?? First, starts?.B) })
        {
            said(FormattableString.Invariant(
                $"Replaying {of.Run.Name}{(start is null ? "" : $" from {start.Checkpoint}, after step {start.Step},")} up to step {steps}"));
            sides.Add(
                await ReplayAsync(name, of, Path.Combine(folder, $"{name.ToLowerInvariant()}.ledger.bin"), steps, start, cancellation).ConfigureAwait(false));
        }

        return sides;
    }

    private async Task<BisectedRun> ReplayAsync(
        string name, (RunFolder Run, MovedFiles Moved) of, string path, long steps, ReplayStart? start, CancellationToken cancellation)
    {
        File.Delete(path);
        var recorded = await RecordedRun.PrepareAsync(of.Run, Runs, of.Moved, Extensions, cancellation).ConfigureAwait(false);
        await Task.Run(() => Replay.Run(recorded.Prepared, path, steps, start, cancellation), cancellation).ConfigureAwait(false);
        FirstDivergence? own = null;
        if (Presence.IsFile(of.Run.LedgerPath))
        {
            using var before = Ledger.Open(of.Run.LedgerPath);
            using var now = Ledger.Open(path);
            own = new LedgerPair(before, now).Compare(cancellation).Divergence;
        }

        return new BisectedRun(name, of.Run, path, recorded.Prepared.Locks, recorded.Differences, Presence.IsFile(of.Run.LedgerPath), own);
    }
}

/// <summary>What a bisection found.</summary>
/// <param name="Sides">Both replays; none where the recorded ledgers are the same, so that nothing was replayed.</param>
/// <param name="Steps">Up to which was replayed.</param>
/// <param name="Start">The checkpoint that the replays began with; null for the first step.</param>
/// <param name="Recorded">What is known of two runs without a replay; null for a single one.</param>
/// <param name="Comparison">Of the replays.</param>
/// <param name="Blame">Null where they don't differ; without a replay, of what makes the results differ after the same steps.</param>
public sealed record BisectionReport(
    IReadOnlyList<BisectedRun> Sides, long Steps, ReplayStart? Start, RunDiff? Recorded, LedgerComparison Comparison, Blame? Blame)
{
    /// <summary>Whether one run was replayed twice.</summary>
    public bool IsOfOneRun => Recorded is null;
}

/// <summary>One replay of a bisection.</summary>
/// <param name="Path">Of its ledger.</param>
/// <param name="NotMet">Locks that are not as they were recorded.</param>
/// <param name="Own">Where the replay parts from what was recorded; null where it doesn't.</param>
public sealed record BisectedRun(
    string Name, RunFolder Run, string Path, LockSet Locks, IReadOnlyList<LockDifference> NotMet, bool HasLedger, FirstDivergence? Own);
