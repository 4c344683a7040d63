namespace Lockstep.Exec.Python;

/// <summary>A variable of the environment on which a command's results may depend, and that only its parent can set.</summary>
/// <param name="Value">What the command gets.</param>
/// <param name="Reason">Why it is set, or, where <paramref name="IsKept"/>, why the user's own value stays.</param>
/// <param name="IsKept">Whether it had that value already.</param>
internal sealed record InjectedVariable(string Name, string Value, string Reason, bool IsKept);
