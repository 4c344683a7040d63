using System.Text.Json.Nodes;
using Lockstep.Ledgers.Commands;

namespace Lockstep.Exec.Streams;

/// <summary>Hands one process's records on to the ledger. The process is named there before its first step; one without steps is not in it.</summary>
internal sealed class ProcessToLedger(StreamProcess process, CommandLedgerWriter? ledger, LastWeights weights)
{
    private readonly Dictionary<uint, LedgerOptimizer> waiting = [];
    private bool hasBegun;

    /// <summary>Those that are the state before an optimizer's first step not counted.</summary>
    public long Steps { get; private set; }

    /// <summary>What is said of an optimizer stands in the ledger before the first step that it is about.</summary>
    public void Add(string type, JsonObject told)
    {
        if (type == LedgerOptimizer.Event && LedgerOptimizer.Of(told) is { } optimizer)
        {
            waiting[optimizer.Number] = optimizer;
        }
    }

    /// <returns>False for what is neither a step nor what a module gave.</returns>
    public bool Add(RecordKind kind, ReadOnlySpan<byte> body)
    {
        if (kind == RecordKind.Output)
        {
            if (!OutputBody.TryParse(body, out _))
            {
                return false;
            }

            Begin();
            ledger?.Append(kind, body);
            return true;
        }

        if (!StepBody.TryParse(body, out var step))
        {
            return false;
        }

        Begin();
        if (waiting.Remove(step.Optimizer, out var optimizer))
        {
            ledger?.Append(optimizer.ToJson());
            weights.Add(optimizer);
        }

        ledger?.Append(kind, body);
        weights.Add(step);
        Steps += step.OptimizerStep > 0 ? 1 : 0;
        return true;
    }

    private void Begin()
    {
        if (!hasBegun)
        {
            hasBegun = true;
            ledger?.Begin(new LedgerProcess(process.Label, process.Script, process.Rank));
        }
    }
}
