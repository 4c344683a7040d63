using System.ComponentModel;

namespace Lockstep.Exec.Processes;

/// <summary>How a command came to its end.</summary>
internal enum CommandOutcome
{
    /// <summary>It ended with a code of its own.</summary>
    Exited,

    /// <summary>A signal ended it.</summary>
    Signaled,

    /// <summary>There is no such program.</summary>
    [Description("not found")]
    NotFound,

    /// <summary>There is such a file or folder, but it can't be executed.</summary>
    [Description("not executable")]
    NotExecutable,

    /// <summary>What watches over the command was killed, so that the command was, too.</summary>
    Lost,
}
