namespace Lockstep.Runs;

/// <summary>How far a run has come.</summary>
public enum RunStatus
{
    Running,
    Finished,
    Failed,
    Cancelled,
    Interrupted,
}
