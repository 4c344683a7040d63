namespace Lockstep.Audit;

/// <summary>What an audit says of one box.</summary>
/// <param name="Reason">In a line: what opens it, what was looked at, or why it could not be.</param>
public sealed record BoxVerdict(AuditedBox Box, BoxState State, string Reason);
