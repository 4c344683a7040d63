namespace Lockstep.Ledgers.Commands;

/// <summary>What a record of a process's stream, or of the ledger, holds.</summary>
internal enum RecordKind : byte
{
    /// <summary>A JSON object with the member <c>event</c>.</summary>
    Event = 1,

    /// <summary>One step of one optimizer.</summary>
    Step = 2,

    /// <summary>What a module gave, before the step that it belongs to.</summary>
    Output = 3,
}
