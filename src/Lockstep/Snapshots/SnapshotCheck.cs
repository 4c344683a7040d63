namespace Lockstep.Snapshots;

/// <summary>What a check of a snapshot found.</summary>
/// <param name="Findings">In the order of the paths' bytes; empty where all is as the manifest says.</param>
/// <param name="Trusted">How many files were passed unread, since nobody touched them after the last full check.</param>
/// <param name="HadRecord">Whether there was a record of a check before, where one was asked for.</param>
public sealed record SnapshotCheck(IReadOnlyList<SnapshotFinding> Findings, int Trusted, bool HadRecord)
{
    /// <summary>Those that say that the content is another.</summary>
    public IReadOnlyList<SnapshotFinding> Damage => [.. Findings.Where(finding => finding.IsDamage)];
}
