namespace Lockstep.Exec.Processes;

/// <summary>One message from the guard or the command.</summary>
/// <param name="UserMicroseconds">Processor time of all that ended.</param>
/// <param name="PeakKilobytes">Of the process that had the most memory.</param>
internal readonly record struct GuardReport(GuardReportKind Kind, int Value, long UserMicroseconds, long SystemMicroseconds, long PeakKilobytes)
{
    /// <summary>Two numbers of 4 bytes, three of 8.</summary>
    public const int Size = 32;
}
