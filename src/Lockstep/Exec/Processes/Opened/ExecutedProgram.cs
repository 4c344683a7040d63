namespace Lockstep.Exec.Processes.Opened;

/// <summary>A program that was executed.</summary>
/// <param name="Path">Its file, absolute.</param>
/// <param name="First">The process that became it first, with the arguments it got.</param>
/// <param name="Count">How often it was executed.</param>
/// <param name="GivesPrivileges">Whether its file would give it another user's rights, as that of sudo does.</param>
internal sealed record ExecutedProgram(string Path, OpeningProcess First, int Count, bool GivesPrivileges);
