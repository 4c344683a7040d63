using System.ComponentModel;

namespace Lockstep.Statistics;

/// <summary>What a comparison of an arm with another one says.</summary>
public enum Finding
{
    /// <summary>Too few pairs for any answer.</summary>
    Undecided,

    /// <summary>Interval and test don't both exclude that there is none.</summary>
    [Description("no difference found")]
    NoDifferenceFound,

    /// <summary>Both agree.</summary>
    Better,

    /// <summary>Both agree.</summary>
    Worse,
}
