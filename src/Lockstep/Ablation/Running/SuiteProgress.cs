namespace Lockstep.Ablation.Running;

/// <summary>What happened to a run of a suite.</summary>
public enum RunEvent
{
    /// <summary>It was finished before.</summary>
    Found,

    /// <summary>Its process began; it may go on where it was stopped.</summary>
    Started,

    /// <summary>An epoch of it is done.</summary>
    Epoch,

    /// <summary>It is finished.</summary>
    Finished,

    /// <summary>It failed.</summary>
    Failed,

    /// <summary>Another process makes it; it is waited for.</summary>
    Waiting,
}

/// <param name="Epoch">Of <see cref="RunEvent.Epoch"/>.</param>
/// <param name="Value">Of the suite's metric, of a finished run; null where it has none.</param>
/// <param name="Reason">Why it failed, or what it is waited for.</param>
public sealed record SuiteProgress(
    PlannedRun Run, RunEvent What, int Epoch = 0, int Epochs = 0, double? Value = null, double? Seconds = null, string? Reason = null);
