namespace Lockstep.Runs;

/// <summary>What was given as a run means none, or several.</summary>
public sealed class UnknownRunException(string message) : LockstepException(message);
