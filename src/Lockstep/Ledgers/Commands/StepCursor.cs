using Lockstep.Files;

namespace Lockstep.Ledgers.Commands;

/// <summary>Goes through what one process did: steps, and before each what modules gave. Keeps in mind which optimizers there are.</summary>
internal sealed class StepCursor(LedgerRecords records) : IDisposable
{
    private readonly Dictionary<uint, LedgerOptimizer> optimizers = [];

    public RecordDamage? Damage => records.Damage;

    public bool IsStep => records.Kind == RecordKind.Step;

    /// <summary>Of the step or of what a module gave; valid until the next.</summary>
    public ReadOnlySpan<byte> Body => records.Body;

    /// <summary>Optimizers so far.</summary>
    public int OptimizerCount => optimizers.Count;

    /// <summary>Goes on to the next step, or to what a module gave before it.</summary>
    public bool TryNext()
    {
        while (records.TryRead())
        {
            if (records.Kind != RecordKind.Event)
            {
                return true;
            }

            if (LedgerOptimizer.Of(LooseJson.Parse(records.Body, out _)) is { } optimizer)
            {
                optimizers[optimizer.Number] = optimizer;
            }
        }

        return false;
    }

    /// <summary>Goes on to the next step.</summary>
    public bool TryStep()
    {
        while (TryNext())
        {
            if (IsStep)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>As the process named it; without names where it didn't.</summary>
    public LedgerOptimizer Optimizer(uint number) => optimizers.TryGetValue(number, out var known) ? known : new LedgerOptimizer(number, "", [], []);

    public void Dispose() => records.Dispose();
}
