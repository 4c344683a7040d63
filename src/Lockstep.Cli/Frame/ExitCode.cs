namespace Lockstep.Cli.Frame;

/// <summary>Every exit code, in one place.</summary>
internal static class ExitCode
{
    /// <summary>Done, or yes.</summary>
    public const int Success = 0;

    /// <summary>A negative answer: diverged, a check failed, the gate stayed shut.</summary>
    public const int No = 1;

    /// <summary>Wrong usage, or a recipe with errors.</summary>
    public const int Usage = 2;

    /// <summary>The operation failed.</summary>
    public const int Failed = 3;

    /// <summary>Stopped by Ctrl-C or SIGTERM.</summary>
    public const int Interrupted = 130;
}
