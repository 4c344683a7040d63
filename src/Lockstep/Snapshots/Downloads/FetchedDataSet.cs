namespace Lockstep.Snapshots.Downloads;

/// <summary>A snapshot that was made of fetched files.</summary>
/// <param name="Snapshot">Where it lies.</param>
/// <param name="Manifest">What it holds.</param>
/// <param name="Notes">In what it differs from the archives: what was left out, and what was taken off the paths.</param>
public sealed record FetchedDataSet(Snapshot Snapshot, Manifest Manifest, IReadOnlyList<string> Notes);
