namespace Lockstep.Runs;

/// <summary>A run in a list.</summary>
/// <param name="Record">Null where it can't be read.</param>
/// <param name="Damage">Why it can't, in a sentence; null where it can.</param>
public sealed record ListedRun(RunFolder Folder, RunRecord? Record, string? Damage);
