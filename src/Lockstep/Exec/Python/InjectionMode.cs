namespace Lockstep.Exec.Python;

/// <summary>How far a command's determinism is enforced.</summary>
internal enum InjectionMode
{
    /// <summary>Seeds, variables, and deterministic algorithms that warn where there is none.</summary>
    Default,

    /// <summary>Operators without a deterministic algorithm are errors, and the operating system's entropy is derived from the seed.</summary>
    Strict,

    /// <summary>Seeds only.</summary>
    Fast,
}
