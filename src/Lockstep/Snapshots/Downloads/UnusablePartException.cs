namespace Lockstep.Snapshots.Downloads;

/// <summary>A server can't be asked for a part of the file: it has to be asked for all of it.</summary>
internal sealed class UnusablePartException(string reason) : Exception(reason);
