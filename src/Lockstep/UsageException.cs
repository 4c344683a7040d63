namespace Lockstep;

/// <summary>What was asked for can't be meant so: a wrong option, name or place. Nothing was begun.</summary>
public sealed class UsageException(string message) : LockstepException(message);
