namespace Lockstep.Exec.Processes.Opened;

/// <summary>A process of a command.</summary>
/// <param name="Arguments">Its command line as it was executed, shortened where it is very long; empty where that could not be read.</param>
internal sealed record OpeningProcess(int Id, IReadOnlyList<string> Arguments);
