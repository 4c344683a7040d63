using Lockstep.Schema;

namespace Lockstep.Locks;

/// <summary>A field of a lock.</summary>
/// <param name="Key">Its place in the lock; of a variable or a library the name, or how the names of its family begin.</param>
/// <param name="Acts">Where it can make a difference.</param>
/// <param name="Reason">Why it can, or why not, in a sentence.</param>
public sealed record LockField(Box Box, string Key, Effects Acts, string Reason)
{
    /// <summary>Whether it stands among what is good to know, and is no part of the lock ID.</summary>
    public bool IsInformative { get; init; }

    /// <summary>In words: what of a run can be another where it is another.</summary>
    public string CanChange => Acts == Effects.None && !IsInformative ? "what a program of the user's own makes of it" : EffectWords.Of(Acts);
}
