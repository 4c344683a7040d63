namespace Lockstep.Snapshots;

/// <summary>A snapshot that was checked and found to be all that its manifest says.</summary>
/// <param name="ManifestSha256">Of the manifest file's own bytes.</param>
/// <param name="Id">The manifest's id.</param>
/// <param name="Bytes">Of all its files.</param>
public sealed record WholeSnapshot(string ManifestSha256, string Id, long Bytes);
