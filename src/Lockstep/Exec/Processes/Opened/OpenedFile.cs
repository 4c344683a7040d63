namespace Lockstep.Exec.Processes.Opened;

/// <summary>A file that a command opened.</summary>
/// <param name="Path">Absolute; links on the way are not resolved.</param>
/// <param name="Read">Whether it was opened for reading.</param>
/// <param name="Written">Whether it was opened for writing, or something was renamed to it.</param>
/// <param name="IsInput">Whether it was read before it was written: what was in it came from outside the command.</param>
/// <param name="First">The process that opened it first.</param>
internal sealed record OpenedFile(string Path, bool Read, bool Written, bool IsInput, OpeningProcess First)
{
    /// <summary>Whether it was there with something in it, and was written to without being read or emptied: part of what is in it came from outside.</summary>
    public bool IsAddedTo { get; init; }
}
