namespace Lockstep.Snapshots.Stores;

/// <summary>The body of an answer broke off before its end.</summary>
internal sealed class BrokenBodyException(Exception cause) : Exception(cause.Message, cause);
