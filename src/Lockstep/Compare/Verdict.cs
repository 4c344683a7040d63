using System.Text.Json.Serialization;

namespace Lockstep.Compare;

/// <summary>Whether a rerun gave the same result.</summary>
public enum VerdictKind
{
    /// <summary>Bit for bit.</summary>
    Identical,

    /// <summary>Something differs.</summary>
    Diverged,
}

/// <summary>The answer of a rerun.</summary>
/// <param name="Kind">The answer.</param>
/// <param name="Against">The name of the run that was rerun.</param>
/// <param name="Reasons">What differs, in the order a run makes it; empty when identical.</param>
/// <param name="Allowed">Locks that were not met and were let pass.</param>
public sealed record Verdict(VerdictKind Kind, string Against, IReadOnlyList<string> Reasons, IReadOnlyList<string> Allowed)
{
    [JsonIgnore]
    public bool IsIdentical => Kind == VerdictKind.Identical;
}
