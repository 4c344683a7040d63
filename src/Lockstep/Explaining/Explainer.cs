using Lockstep.Compare;
using Lockstep.Ledgers;
using Lockstep.Runs;

namespace Lockstep.Explaining;

/// <summary>Proves by experiment what made two runs differ: which differences of the second, put into the first, give what the second did.</summary>
/// <param name="differences">That can be put in, the likeliest first.</param>
/// <param name="fixedOnes">Of a trial's locks: those that are here as they are.</param>
/// <param name="firstOnly">Whether to end with the first step that differs.</param>
public sealed class Explainer(
    RunFolder a,
    RunFolder b,
    RunDiff diff,
    IReadOnlyList<Difference> differences,
    ITrials trials,
    Func<Locks.LockSet, IReadOnlyList<FixedDifference>> fixedOnes,
    bool firstOnly,
    CancellationToken cancellation)
{
    private const int Repeats = 2;

    private readonly List<ProvenCause> causes = [];
    private readonly List<Difference> put = [];
    private readonly Dictionary<string, TrialAnswer> known = new(StringComparer.Ordinal);
    private readonly HashSet<string> problems = new(StringComparer.Ordinal);
    private IReadOnlyList<FixedDifference> unput = [];
    private long? upto;
    private bool? sameResult;
    private int made;

    /// <summary>Makes trials until each difference in the steps, and then in the result, is proven or given up.</summary>
    public async Task<Explanation> ExplainAsync()
    {
        var divergence = diff.Ledger.Comparison?.Divergence;
        if (divergence is null && (diff.Ledger.Comparison is null ? diff.HaveOneResult : diff.RecordOfA.ResultId == diff.RecordOfB.ResultId))
        {
            return Ended(ExplanationOutcome.Same);
        }

        TrialAnswer? plain = null;
        while (divergence is not null)
        {
            if (await ProveStepAsync(divergence, plain).ConfigureAwait(false) is { } failed)
            {
                return Ended(failed);
            }

            var step = divergence.Step;
            upto = step;
            if (firstOnly)
            {
                return Ended(ExplanationOutcome.Proven);
            }

            (divergence, plain) = await NextAsync(step).ConfigureAwait(false);
        }

        return Ended(await ProveResultAsync().ConfigureAwait(false) ?? ExplanationOutcome.Proven);
    }

    private Difference[] Rest => [.. differences.Except(put)];

    private Explanation Ended(ExplanationOutcome outcome) =>
        new(outcome, causes, outcome == ExplanationOutcome.Proven ? Rest : [], unput, upto, sameResult, made) { Problems = [.. problems] };

    /// <summary>Finds the smallest set that makes the first run's step the second's.</summary>
    /// <param name="before">A replay up to that step at least with what was put in so far; null where there is none.</param>
    /// <returns>Why there is none; null where there is.</returns>
    private async Task<ExplanationOutcome?> ProveStepAsync(FirstDivergence divergence, TrialAnswer? before)
    {
        var step = divergence.Step;
        var plain = before ?? await ReplayAsync(put, step).ConfigureAwait(false);
        unput = plain.Locks is { } here ? fixedOnes(here) : unput;
        if (Is(plain, b, step))
        {
            // Without anything put in: what is here is the second run's.
            causes.Add(new ProvenCause(step, divergence.Phase, [.. unput.Where(one => one.IsPut)], IsHere: true));
            return causes[^1].Set.Count > 0 ? null : ExplanationOutcome.ElsewhereMade;
        }

        var isAsRecorded = put.Count > 0 || Is(plain, a, step);
        if (!isAsRecorded && await IsNoiseAsync(plain, step).ConfigureAwait(false))
        {
            return ExplanationOutcome.Noise;
        }

        var all = await ReplayAsync([.. put, .. Rest], step).ConfigureAwait(false);
        unput = all.Locks is { } complete ? fixedOnes(complete) : unput;
        if (!Is(all, b, step))
        {
            return await IsNoiseAsync(plain, step).ConfigureAwait(false) ? ExplanationOutcome.Noise
                : !isAsRecorded ? ExplanationOutcome.ElsewhereMade : ExplanationOutcome.NotExplained;
        }

        var set = await DeltaDebugging.SmallestAsync(
            Rest,
            async some => Is(await ReplayAsync([.. put, .. some], step).ConfigureAwait(false), b, step)).ConfigureAwait(false);
        // Where A isn't what it was without anything put in, what is here of B has its part in it.
        causes.Add(new ProvenCause(step, divergence.Phase, isAsRecorded ? set : [.. set, .. unput.Where(one => one.IsPut)]));
        put.AddRange(set);
        return null;
    }

    /// <summary>
    /// Where the first run, with what was proven put in, differs from the second once more, and the replay that shows it; null where it doesn't.
    /// </summary>
    private async Task<(FirstDivergence? Divergence, TrialAnswer? Replay)> NextAsync(long step)
    {
        var last = LastStep(b);
        if (last <= step)
        {
            return (null, null);
        }

        var on = await ReplayAsync(put, last).ConfigureAwait(false);
        if (on.LedgerPath is not { } path)
        {
            return (null, null);
        }

        using var ledger = Ledger.Open(path);
        using var other = Ledger.Open(b.LedgerPath);
        var comparison = new LedgerPair(ledger, other).Compare(cancellation);
        upto = Math.Max(step, comparison.EqualSteps - 1);
        return (comparison.Divergence, on);
    }

    /// <summary>Where the steps are the same and the result isn't: what is measured, kept, or how long is trained.</summary>
    private async Task<ExplanationOutcome?> ProveResultAsync()
    {
        if (diff.RecordOfB.ResultId is not { } wanted || diff.RecordOfA.ResultId is null)
        {
            return null;
        }

        async Task<bool> GivesAsync(IReadOnlyList<Difference> some) => (await TrainAsync(some).ConfigureAwait(false)).ResultId == wanted;
        var plain = await TrainAsync(put).ConfigureAwait(false);
        unput = unput.Count == 0 && plain.Locks is { } here ? fixedOnes(here) : unput;
        if (plain.ResultId == wanted)
        {
            sameResult = true;
            if (causes.Count == 0)
            {
                causes.Add(new ProvenCause(null, null, [.. unput.Where(one => one.IsPut)], IsHere: true));
            }

            return causes[^1].Set.Count > 0 ? null : ExplanationOutcome.ElsewhereMade;
        }

        if (causes.Count == 0 && plain.ResultId != diff.RecordOfA.ResultId)
        {
            return (await TrainAsync(put, again: true).ConfigureAwait(false)).ResultId == plain.ResultId
                ? ExplanationOutcome.ElsewhereMade
                : ExplanationOutcome.Noise;
        }

        if (Rest.Length == 0 || !await GivesAsync([.. put, .. Rest]).ConfigureAwait(false))
        {
            sameResult = false;
            return ExplanationOutcome.NotExplained;
        }

        var set = await DeltaDebugging.SmallestAsync(Rest, some => GivesAsync([.. put, .. some])).ConfigureAwait(false);
        causes.Add(new ProvenCause(null, null, set));
        put.AddRange(set);
        sameResult = true;
        return null;
    }

    /// <summary>Whether the first run, replayed again, does something else.</summary>
    private async Task<bool> IsNoiseAsync(TrialAnswer before, long step)
    {
        for (var time = 0; time < Repeats; time++)
        {
            if (before.LedgerPath is { } path
                && (await ReplayAsync(put, step, again: true).ConfigureAwait(false)).LedgerPath is { } again && !AreSame(path, again, step))
            {
                return true;
            }
        }

        return false;
    }

    private Task<TrialAnswer> ReplayAsync(IReadOnlyList<Difference> some, long steps, bool again = false) => MadeAsync(some, steps, again);

    private Task<TrialAnswer> TrainAsync(IReadOnlyList<Difference> some, bool again = false) => MadeAsync(some, null, again);

    /// <summary>Each trial once, but where it is asked whether it repeats.</summary>
    private async Task<TrialAnswer> MadeAsync(IReadOnlyList<Difference> some, long? steps, bool again)
    {
        var key = $"{steps}\n{string.Join('\n', some.Select(difference => difference.Name).Order(StringComparer.Ordinal))}";
        if (!again && known.TryGetValue(key, out var before))
        {
            return before;
        }

        made++;
        var answer = await (steps is { } count ? trials.ReplayAsync(some, count, cancellation) : trials.TrainAsync(some, cancellation)).ConfigureAwait(false);
        if (answer.Problem is { } problem)
        {
            problems.Add(problem);
        }

        return known[key] = answer;
    }

    private bool Is(TrialAnswer trial, RunFolder run, long step) => trial.LedgerPath is { } path && AreSame(path, run.LedgerPath, step);

    /// <summary>Whether two ledgers hold the same up to a step, but for what changed nothing.</summary>
    private bool AreSame(string path, string other, long step)
    {
        using var left = Ledger.Open(path);
        using var right = Ledger.Open(other);
        var comparison = new LedgerPair(left, right).Compare(cancellation);
        return comparison is { DamageOfA: null, DamageOfB: null } && (comparison.Divergence?.Step ?? long.MaxValue) > step && comparison.EqualSteps > step;
    }

    private static long LastStep(RunFolder run)
    {
        using var ledger = Ledger.Open(run.LedgerPath);
        return ledger.End - 1;
    }
}
