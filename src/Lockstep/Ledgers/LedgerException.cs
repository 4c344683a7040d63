namespace Lockstep.Ledgers;

/// <summary>A file can't be read, or not be continued, as a ledger.</summary>
public sealed class LedgerException(LedgerFault fault, string message) : LockstepException(message)
{
    /// <summary>What is wrong, and where in the file.</summary>
    public LedgerFault Fault => fault;
}
