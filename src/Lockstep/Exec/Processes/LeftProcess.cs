namespace Lockstep.Exec.Processes;

/// <summary>A process that outlived its command, and was ended.</summary>
/// <param name="Arguments">Its command line; empty where that could not be read.</param>
/// <param name="Killed">Whether it had to be killed, since it did not end when it was asked to.</param>
internal sealed record LeftProcess(int Id, IReadOnlyList<string> Arguments, bool Killed);
