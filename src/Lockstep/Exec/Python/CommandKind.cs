namespace Lockstep.Exec.Python;

/// <summary>What a command is.</summary>
internal enum CommandKind
{
    /// <summary>Something else, which may still start a Python: that is reached, too.</summary>
    Other,

    Python,

    /// <summary>A script whose first line names Python.</summary>
    PythonScript,

    Notebook,
}
