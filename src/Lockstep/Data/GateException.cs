namespace Lockstep.Data;

/// <summary>The gate stayed shut: the snapshot is not what its manifest says.</summary>
public sealed class GateException(Snapshot snapshot, Manifest manifest, IReadOnlyList<SnapshotFinding> findings, string consequence = "so nothing was trained")
    : LockstepException(Describe(snapshot, manifest, findings, consequence))
{
    private const int Shown = 20;

    public IReadOnlyList<SnapshotFinding> Findings { get; } = findings;

    private static string Describe(Snapshot snapshot, Manifest manifest, IReadOnlyList<SnapshotFinding> findings, string consequence)
    {
        var lines = findings.Take(Shown).Select(finding => $"\n  {finding}");
        var more = findings.Count > Shown ? $"\n  … and {findings.Count - Shown} more" : "";
        return $"Data: {snapshot.Folder} is not what manifest {manifest.Id[..12]} says, {consequence}:{string.Concat(lines)}{more}\n"
            + $"Bring the files back, or see all of it with 'lockstep data verify {ShellWord.Of(snapshot.Folder)}', and seal changed data as a new snapshot.";
    }
}
