namespace Lockstep.Runs;

/// <summary>How far a run has come.</summary>
public enum RunStatus
{
    /// <summary>Or its process was killed on another machine; on this one that is read as interrupted.</summary>
    Running,

    /// <summary>All was done.</summary>
    Finished,

    /// <summary>An error ended it.</summary>
    Failed,

    /// <summary>In records of others: this version writes none.</summary>
    Cancelled,

    /// <summary>By a signal; a training can be resumed.</summary>
    Interrupted,
}
