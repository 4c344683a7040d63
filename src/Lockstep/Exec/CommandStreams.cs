namespace Lockstep.Exec;

/// <summary>Where what a command prints goes.</summary>
/// <param name="Output">Its stdout.</param>
/// <param name="Errors">Its stderr; the same object where both go to one place.</param>
/// <param name="OutputIsTerminal">Then it gets a terminal too.</param>
public sealed record CommandStreams(Stream Output, Stream Errors, bool OutputIsTerminal, bool ErrorsAreTerminal);
