using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Lockstep.Runs;

/// <summary>Whether a rerun gave the same result.</summary>
public enum VerdictKind
{
    /// <summary>Bit for bit.</summary>
    Identical,

    /// <summary>Within a stated tolerance.</summary>
    Equivalent,

    /// <summary>Something differs.</summary>
    Diverged,

    /// <summary>A file of the run that was rerun is not what was recorded of it.</summary>
    Undecided,

    /// <summary>A command left nothing that two runs could be compared by: no file, no metric, no step.</summary>
    [Description("nothing to compare")]
    NothingToCompare,
}

/// <summary>The answer of a rerun.</summary>
/// <param name="Kind">The answer.</param>
/// <param name="Against">The name of the run that was rerun.</param>
/// <param name="Reasons">What differs, in the order a run makes it; empty when identical.</param>
/// <param name="Allowed">Locks that were not met and were let pass.</param>
/// <param name="Tolerance">That the distance was held against; null where none was given.</param>
/// <param name="Distance">Measured; null when identical.</param>
public sealed record Verdict(
    VerdictKind Kind, string Against, IReadOnlyList<string> Reasons, IReadOnlyList<string> Allowed, double? Tolerance = null, ResultDistance? Distance = null)
{
    /// <summary>The builds of Lockstep that made the two results; null where one build made both, or a lock doesn't say.</summary>
    public VerdictBuilds? Builds { get; init; }

    /// <summary>Where the ledgers first differ; null where they don't, or where that can't be told.</summary>
    public long? Step { get; init; }

    /// <summary>To the bit.</summary>
    [JsonIgnore]
    public bool IsIdentical => Kind == VerdictKind.Identical;

    /// <summary>Identical or equivalent.</summary>
    [JsonIgnore]
    public bool IsYes => Kind is VerdictKind.Identical or VerdictKind.Equivalent;
}

/// <summary>How far two results are from each other.</summary>
/// <param name="Metrics">The final metrics that differ.</param>
/// <param name="Weights">Null where they can't be compared number by number.</param>
public sealed record ResultDistance(IReadOnlyList<MetricDistance> Metrics, WeightDistance? Weights = null);

/// <summary>How far a final metric is off; a distance is null where a value is absent or not finite.</summary>
/// <param name="Ulps">Of 64-bit floats.</param>
public sealed record MetricDistance(string Name, double? Absolute = null, double? Relative = null, string? Ulps = null);

/// <summary>Two builds, as <see cref="Locks.LockstepBuild"/> writes them.</summary>
/// <param name="Before">Of the run that was repeated.</param>
/// <param name="Now">Of its repetition.</param>
public sealed record VerdictBuilds(string Before, string Now)
{
    internal static VerdictBuilds? Between(Locks.BoxLock before, Locks.BoxLock now) =>
        Locks.LockstepBuild.Of(before) is { } one && Locks.LockstepBuild.Of(now) is { } other && one != other
            ? new VerdictBuilds(one.ToString(), other.ToString())
            : null;
}
