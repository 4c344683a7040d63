namespace Lockstep.Ledgers.Commands;

/// <summary>What all of a ledger holds, once it was read to its end.</summary>
/// <param name="Damage">The first block that is not as it was written; null where all are.</param>
/// <param name="Processes">In the order of the ledger; of those behind a damage as much as was read.</param>
public sealed record CommandLedgerSurvey(RecordDamage? Damage, IReadOnlyList<SurveyedProcess> Processes);

/// <summary>What a ledger holds of a process.</summary>
/// <param name="Optimizers">By number, with the steps of each; as they were named last.</param>
/// <param name="Outputs">How often modules gave something, where the ledger is deep.</param>
public sealed record SurveyedProcess(LedgerProcess Process, IReadOnlyList<(LedgerOptimizer Optimizer, long Steps)> Optimizers, long Outputs)
{
    /// <summary>Of all optimizers.</summary>
    public long Steps => Optimizers.Sum(optimizer => optimizer.Steps);
}
