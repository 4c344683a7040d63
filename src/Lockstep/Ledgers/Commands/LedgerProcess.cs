using System.Text.Json.Nodes;
using Lockstep.Files;

namespace Lockstep.Ledgers.Commands;

/// <summary>A process of a command's run, as its ledger names it.</summary>
/// <param name="Label">The same in every repetition, and no other's in the run: <c>train.py</c>, <c>train.py rank 1</c>.</param>
/// <param name="Script">What all ranks of one script have in common.</param>
/// <param name="Rank">Null for one without.</param>
public sealed record LedgerProcess(string Label, string Script, int? Rank)
{
    /// <summary>Of all its optimizers, and of each the state before its first.</summary>
    public long Records { get; init; }

    /// <summary>Running digest of all its records but what modules gave.</summary>
    public UInt128 Chain { get; init; }

    internal const string Event = "process";

    internal JsonObject ToJson() => new() { ["event"] = Event, ["label"] = Label, ["script"] = Script, ["rank"] = Rank };

    internal static LedgerProcess? Of(JsonObject? json) =>
        LooseJson.Text(json, "event") == Event && LooseJson.Text(json, "label") is { } label && LooseJson.Text(json, "script") is { } script
            ? new LedgerProcess(label, script, LooseJson.SmallNumber(json, "rank"))
            : null;
}
