namespace Lockstep.Checks;

/// <summary>A place where a check failed.</summary>
/// <param name="File">From the repository's root where there is one; null where it is in no file.</param>
/// <param name="Line">From 1; 0 for the whole file.</param>
/// <param name="Text">What is there, and how it is mended.</param>
/// <param name="Fingerprint">64 hexadecimal digits by which it is known again; null for none.</param>
public sealed record CheckPlace(string? File, int Line, string Text, string? Fingerprint = null);
