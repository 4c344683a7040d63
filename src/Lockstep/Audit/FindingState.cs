using System.ComponentModel;

namespace Lockstep.Audit;

/// <summary>What becomes of a finding.</summary>
public enum FindingState
{
    /// <summary>It opens its box.</summary>
    Opens,

    /// <summary>It is only told.</summary>
    Advice,

    /// <summary>A comment at its place says why it is as it should be.</summary>
    Silenced,

    /// <summary>A run under <c>lockstep exec</c> of the very same file gave the same bits twice.</summary>
    [Description("proven otherwise")]
    Refuted,

    /// <summary>The baseline has it.</summary>
    [Description("in the baseline")]
    Known,
}
