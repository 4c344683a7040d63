namespace Lockstep.Exec.Streams;

/// <summary>A file that Python opened, or an address that it connected to, where nothing else watches what is opened.</summary>
/// <param name="Path">Of the file, or the address.</param>
/// <param name="Writes">Whether for writing.</param>
/// <param name="Process">Label of the first process that did.</param>
/// <param name="File">Of the script, where it did; null where that is not known.</param>
internal sealed record StreamOpened(string Path, bool Writes, string Process, string? File, long? Line);
