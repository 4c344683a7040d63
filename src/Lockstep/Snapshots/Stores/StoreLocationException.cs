namespace Lockstep.Snapshots.Stores;

/// <summary>What was given as a store can't be one, or lacks a setting that it needs.</summary>
public sealed class StoreLocationException(string message) : LockstepException(message);
