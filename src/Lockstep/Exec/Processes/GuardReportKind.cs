namespace Lockstep.Exec.Processes;

/// <summary>What the guard or the command tells before and after the command itself runs.</summary>
internal enum GuardReportKind
{
    None,

    /// <summary>The guard waits for its go-ahead.</summary>
    Ready,

    /// <summary>The command's process is there; the value is its number.</summary>
    Started,

    /// <summary>It could not be made; the value is the error.</summary>
    NotForked,

    /// <summary>Its folder could not be entered; the value is the error.</summary>
    NoFolder,

    /// <summary>Its terminal could not be opened; the value is the error.</summary>
    NoTerminal,

    /// <summary>Addresses could not be fixed; the value is the error.</summary>
    NotFixed,

    /// <summary>System calls can't be watched; the value is the error.</summary>
    NotWatched,

    /// <summary>System calls are watched; the listener comes with it.</summary>
    Watched,

    /// <summary>The program could not be executed; the value is the error.</summary>
    NotExecuted,

    /// <summary>The command ended; the value is its status as wait gives it.</summary>
    Ended,

    /// <summary>No process is left; with what they used.</summary>
    Done,
}
