namespace Lockstep.Ledgers;

/// <summary>Why a file can't be read as a ledger.</summary>
public enum LedgerFault
{
    /// <summary>There is no file, or it can't be opened.</summary>
    Absent,

    /// <summary>The file begins otherwise than a ledger does.</summary>
    Foreign,

    /// <summary>A ledger that a newer Lockstep wrote.</summary>
    Newer,

    /// <summary>It ends inside its header.</summary>
    Torn,

    /// <summary>Its header is not what was written.</summary>
    Damaged,
}
