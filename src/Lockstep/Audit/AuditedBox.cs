namespace Lockstep.Audit;

/// <summary>What an audit gives a verdict of: the four boxes of <see cref="Locks.Box"/>, and the record that a run left.</summary>
public enum AuditedBox
{
    /// <summary>The commit, uncommitted changes, and what stands in code or recipe.</summary>
    Code,

    /// <summary>Every file by its digest, and what each sample is for.</summary>
    Data,

    /// <summary>Libraries and their versions, processor and settings.</summary>
    Environment,

    /// <summary>Seeds, and what keeps the arithmetic from varying.</summary>
    Randomness,

    /// <summary>The run folder: whether it is complete, and still as it was written.</summary>
    Run,
}
