namespace Lockstep.Exec.Python;

/// <summary>What a Python is called for.</summary>
internal enum PythonTarget
{
    /// <summary>Nothing: it prompts, or reads its program from stdin without saying so, or only prints its version.</summary>
    None,

    Script,

    /// <summary><c>-m</c></summary>
    Module,

    /// <summary><c>-c</c></summary>
    Text,

    /// <summary><c>-</c></summary>
    StandardInput,
}
