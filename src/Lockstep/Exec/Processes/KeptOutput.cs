namespace Lockstep.Exec.Processes;

/// <summary>What a command printed, and how much of it is in the file.</summary>
/// <param name="Printed">Bytes that it printed, both streams.</param>
/// <param name="Kept">Bytes of them in the file; a line in the file says where others are left out.</param>
/// <param name="Problem">Why the file is not whole, in a sentence; null where it is.</param>
internal sealed record KeptOutput(long Printed, long Kept, string? Problem)
{
    /// <summary>How many bytes of the end are kept where the limit was reached.</summary>
    public const int TailBytes = 4 << 20;
}
