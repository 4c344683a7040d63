using Lockstep.Snapshots;


namespace Lockstep.Sharing.Bags;

/// <summary>What the check of a bag found.</summary>
/// <param name="Findings">In the order of the paths' bytes; paths are from the bag's root.</param>
/// <param name="Files">How many payload files the manifests list.</param>
/// <param name="Bytes">Of the payload that lies there.</param>
public sealed record BagCheck(IReadOnlyList<SnapshotFinding> Findings, int Files, long Bytes);
