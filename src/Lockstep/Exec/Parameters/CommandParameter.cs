namespace Lockstep.Exec.Parameters;

/// <summary>A value that a command ran with.</summary>
/// <param name="Name">Its path: <c>lr</c>, <c>optimizer.lr</c>, <c>stages[0].epochs</c>.</param>
/// <param name="Value">As text; a secret's is <see cref="Secrets.KeptOut"/>.</param>
/// <param name="Source">Where it comes from: <c>arguments</c>, or the name of a file.</param>
/// <param name="IsDefault">Whether nobody said it.</param>
internal sealed record CommandParameter(string Name, string Value, string Source, bool IsDefault);
