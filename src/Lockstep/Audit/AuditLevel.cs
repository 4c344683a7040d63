namespace Lockstep.Audit;

/// <summary>How much an audit may do.</summary>
public enum AuditLevel
{
    /// <summary>Read files; run nothing of the user's.</summary>
    Static,

    /// <summary>Train a few steps, or run the command that was given, and compare.</summary>
    Quick,

    /// <summary>Whatever a check needs, be it minutes.</summary>
    Full,
}
