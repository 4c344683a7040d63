using System.ComponentModel;

namespace Lockstep.Audit;

/// <summary>What an audit says of a box.</summary>
public enum BoxState
{
    /// <summary>All that was looked at is as it should be, and what decides was looked at.</summary>
    Shut,

    /// <summary>Something opens it.</summary>
    Open,

    /// <summary>Nothing opens it, and what decides could not be looked at.</summary>
    [Description("not checked")]
    NotChecked,
}
