namespace Lockstep.Exec.Streams;

/// <summary>What a command's streams say beside the ledger.</summary>
internal sealed record StreamSummary
{
    /// <summary>In their order: a parent before its children, and by when they started. Without those that are only counted.</summary>
    public required IReadOnlyList<StreamProcess> Processes { get; init; }

    /// <summary>Processes that were forked or spawned and said nothing, as a loader's workers.</summary>
    public required long QuietProcesses { get; init; }

    /// <summary>
    /// Process by process, in the order in which they were said; alike ones once; not <c>process</c>, <c>rank</c>, <c>modules</c>, <c>exit</c> and
    /// what was opened.
    /// </summary>
    public required IReadOnlyList<StreamEvent> Events { get; init; }

    /// <summary>Events beyond the limit, by type.</summary>
    public required IReadOnlyDictionary<string, long> EventsLeftOut { get; init; }

    public required StreamModules Modules { get; init; }

    /// <summary>What Python opened; empty where something else watches what is opened. Relative paths are as the script gave them.</summary>
    public required IReadOnlyList<StreamOpened> Opened { get; init; }

    /// <summary>What Python connected to, likewise.</summary>
    public required IReadOnlyList<StreamOpened> Addresses { get; init; }

    /// <summary>Each sentence once, whichever processes it is about.</summary>
    public required IReadOnlyList<StreamFinding> Findings { get; init; }

    /// <summary>Steps of all optimizers of all processes, those of step 0 not counted.</summary>
    public required long Steps { get; init; }

    /// <summary>Whether a ledger was written: some process made a step of an optimizer.</summary>
    public required bool HasLedger { get; init; }

    /// <summary>
    /// SHA-256 over the last digests of every parameter and buffer of every optimizer of every process, with their names, types and shapes; null
    /// without a ledger.
    /// </summary>
    public required string? Weights { get; init; }

    /// <summary>The events of a type.</summary>
    public IEnumerable<StreamEvent> Of(string type) => Events.Where(told => told.Type == type);
}
