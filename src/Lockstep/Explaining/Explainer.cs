using Lockstep.Compare;
using Lockstep.Ledgers;
using Lockstep.Runs;

namespace Lockstep.Explaining;

/// <summary>Proves by experiment what made two runs differ: which differences of the second, put into the first, give what the second did.</summary>
/// <param name="differences">That can be put in, the likeliest first.</param>
/// <param name="fixedOnes">Of a trial's locks: those that are here as they are.</param>
/// <param name="firstOnly">Whether to end with the first step that differs.</param>
public sealed class Explainer(RunFolder a, RunFolder b, RunDiff diff, IReadOnlyList<Difference> differences, ITrials trials, Func<Locks.LockSet, IReadOnlyList<FixedDifference>> fixedOnes, bool firstOnly, CancellationToken cancellation)
{
    private const int Repeats = 2;

    private readonly List<ProvenCause> causes = [];
    private readonly List<Difference> put = [];
    private readonly HashSet<string> problems = new(StringComparer.Ordinal);
    private IReadOnlyList<FixedDifference> unput = [];
    private long? upto;
    private bool? sameResult;
    private int made;

    public async Task<Explanation> ExplainAsync()
    {
        var divergence = diff.Ledger.Comparison?.Divergence;
        if (divergence is null && (diff.Ledger.Comparison is null ? diff.HaveOneResult : diff.RecordOfA.ResultId == diff.RecordOfB.ResultId))
        {
            return Ended(ExplanationOutcome.Same);
        }

        while (divergence is not null)
        {
            if (await ProveStepAsync(divergence).ConfigureAwait(false) is { } failed)
            {
                return Ended(failed);
            }

            upto = divergence.Step;
            if (firstOnly)
            {
                return Ended(ExplanationOutcome.Proven);
            }

            divergence = await NextAsync(divergence.Step).ConfigureAwait(false);
        }

        return Ended(await ProveResultAsync().ConfigureAwait(false) ?? ExplanationOutcome.Proven);
    }

    private Difference[] Rest => [.. differences.Except(put)];

    private Explanation Ended(ExplanationOutcome outcome) => new(outcome, causes, outcome == ExplanationOutcome.Proven ? Rest : [], unput, upto, sameResult, made) { Problems = [.. problems] };

    /// <summary>Finds the smallest set that makes the first run's step the second's.</summary>
    /// <returns>Why there is none; null where there is.</returns>
    private async Task<ExplanationOutcome?> ProveStepAsync(FirstDivergence divergence)
    {
        var step = divergence.Step;
        var plain = await ReplayAsync(put, step).ConfigureAwait(false);
        unput = plain.Locks is { } here ? fixedOnes(here) : unput;
        if (Is(plain, b, step))
        {
            // Without anything put in: what is here is the second run's.
            causes.Add(new ProvenCause(step, divergence.Phase, [.. unput.Where(one => one.IsPut)], IsHere: true));
            return causes[^1].Set.Count > 0 ? null : ExplanationOutcome.ElsewhereMade;
        }

        if (put.Count == 0 && !Is(plain, a, step) && await IsNoiseAsync(plain, step).ConfigureAwait(false))
        {
            return ExplanationOutcome.Noise;
        }

        var all = await ReplayAsync([.. put, .. Rest], step).ConfigureAwait(false);
        unput = all.Locks is { } complete ? fixedOnes(complete) : unput;
        if (!Is(all, b, step))
        {
            return await IsNoiseAsync(plain, step).ConfigureAwait(false) ? ExplanationOutcome.Noise
                : put.Count == 0 && !Is(plain, a, step) ? ExplanationOutcome.ElsewhereMade : ExplanationOutcome.NotExplained;
        }

        var set = await DeltaDebugging.SmallestAsync(Rest, async some => Is(await ReplayAsync([.. put, .. some], step).ConfigureAwait(false), b, step)).ConfigureAwait(false);
        causes.Add(new ProvenCause(step, divergence.Phase, set));
        put.AddRange(set);
        return null;
    }

    /// <summary>Where the first run, with what was proven put in, differs from the second once more; null where it doesn't.</summary>
    private async Task<FirstDivergence?> NextAsync(long step)
    {
        var last = LastStep(b);
        if (last <= step || Rest.Length == 0)
        {
            upto = Rest.Length == 0 && last > step ? step : last;
        }

        if (last <= step)
        {
            return null;
        }

        var on = await ReplayAsync(put, last).ConfigureAwait(false);
        if (on.LedgerPath is not { } path)
        {
            return null;
        }

        using var ledger = Ledger.Open(path);
        using var other = Ledger.Open(b.LedgerPath);
        var comparison = new LedgerPair(ledger, other).Compare(cancellation);
        upto = comparison.Divergence is null ? Math.Max(0, comparison.EqualSteps - 1) : upto;
        return comparison.Divergence;
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
            if (put.Count == 0)
            {
                causes.Add(new ProvenCause(null, null, [.. unput.Where(one => one.IsPut)], IsHere: true));
            }

            return put.Count > 0 || causes[^1].Set.Count > 0 ? null : ExplanationOutcome.ElsewhereMade;
        }

        if (put.Count == 0 && plain.ResultId != diff.RecordOfA.ResultId)
        {
            return (await TrainAsync(put).ConfigureAwait(false)).ResultId == plain.ResultId ? ExplanationOutcome.ElsewhereMade : ExplanationOutcome.Noise;
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
            if (before.LedgerPath is { } path && (await ReplayAsync(put, step).ConfigureAwait(false)).LedgerPath is { } again && !AreSame(path, again, step))
            {
                return true;
            }
        }

        return false;
    }

    private Task<TrialAnswer> ReplayAsync(IReadOnlyList<Difference> some, long steps) => CountedAsync(trials.ReplayAsync(some, steps, cancellation));

    private Task<TrialAnswer> TrainAsync(IReadOnlyList<Difference> some) => CountedAsync(trials.TrainAsync(some, cancellation));

    private async Task<TrialAnswer> CountedAsync(Task<TrialAnswer> trial)
    {
        made++;
        var answer = await trial.ConfigureAwait(false);
        if (answer.Problem is { } problem)
        {
            problems.Add(problem);
        }

        return answer;
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
