using Lockstep.Locks;

namespace Lockstep.Explaining;

/// <summary>Makes the first run again, or a part of it, with some of the second's differences put in.</summary>
public interface ITrials
{
    /// <summary>Replays the steps alone, from the last checkpoint that both runs share before them, if there is one.</summary>
    /// <param name="put">What of the second run's is put in.</param>
    /// <param name="steps">Of the ledger, from the run's beginning.</param>
    Task<TrialAnswer> ReplayAsync(IReadOnlyList<Difference> put, long steps, CancellationToken cancellation);

    /// <summary>Trains all of it, validation too.</summary>
    Task<TrialAnswer> TrainAsync(IReadOnlyList<Difference> put, CancellationToken cancellation);
}

/// <summary>What came of a trial.</summary>
/// <param name="Problem">Why it could not be made; null where it was.</param>
/// <param name="LedgerPath">Null without one.</param>
/// <param name="ResultId">Of one that was trained to its end.</param>
/// <param name="Locks">Of this machine, for what was made.</param>
public sealed record TrialAnswer(string? Problem, string? LedgerPath = null, string? ResultId = null, LockSet? Locks = null);
