namespace Lockstep.Exec.Streams;

/// <summary>Something of a command's streams that a person should know.</summary>
/// <param name="Kind">A word for the record, as <c>nondeterministic</c>.</param>
/// <param name="Process">Label of the process, of the first one where several say so; empty where it is about none.</param>
/// <param name="Text">A sentence.</param>
internal sealed record StreamFinding(string Kind, string Process, string Text);
