namespace Lockstep.Snapshots.Stores;

/// <summary>What was given as a snapshot means none that a store holds, or several.</summary>
public sealed class UnknownSnapshotException(string message) : LockstepException(message);
