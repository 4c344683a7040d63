namespace Lockstep.Cli;

/// <summary>The command can't be meant so; exit code 2.</summary>
internal sealed class UsageException(string message) : LockstepException(message);
