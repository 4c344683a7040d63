namespace Lockstep.Locks;

/// <summary>The four things a run freezes.</summary>
public enum Box
{
    Code,
    Data,
    Environment,
    Randomness,
}
