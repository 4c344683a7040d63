namespace Lockstep.Locks;

/// <summary>The four things a run freezes.</summary>
public enum Box
{
    /// <summary>The commit, uncommitted changes and the recipe.</summary>
    Code,

    /// <summary>Every file by its digest, and what each sample is for.</summary>
    Data,

    /// <summary>Libraries, processor and settings.</summary>
    Environment,

    /// <summary>Seeds, and what keeps the arithmetic from varying.</summary>
    Randomness,
}
