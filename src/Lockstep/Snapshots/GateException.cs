namespace Lockstep.Snapshots;

/// <summary>The gate stayed shut: the snapshot is not what its manifest says.</summary>
public sealed class GateException : LockstepException
{
    private const int Shown = 20;

    /// <param name="consequence">What is not done, such as <c>so nothing was trained</c>.</param>
    public GateException(Snapshot snapshot, Manifest manifest, IReadOnlyList<SnapshotFinding> findings, string consequence)
        : base(Describe(snapshot, manifest, findings, consequence)) => Findings = findings;

    /// <param name="pinned">The ID that the recipe asks for, which is not the manifest's.</param>
    public GateException(Snapshot snapshot, Manifest manifest, string pinned)
        : base($"Data: {snapshot.Folder} is the data set of manifest {manifest.Id}, but the recipe asks for {pinned} (data.manifest). "
            + "Name the folder that has it ('lockstep data list' and 'data pull' know of snapshots), or, where the data set was meant to change, "
            + "write its new ID into the recipe.") => Findings = [];

    /// <summary>Empty where the data set as a whole is another.</summary>
    public IReadOnlyList<SnapshotFinding> Findings { get; }

    private static string Describe(Snapshot snapshot, Manifest manifest, IReadOnlyList<SnapshotFinding> findings, string consequence)
    {
        var lines = findings.Take(Shown).Select(finding => $"\n  {finding}");
        var more = findings.Count > Shown ? $"\n  … and {findings.Count - Shown} more" : "";
        return $"Data: {snapshot.Folder} is not what manifest {manifest.Id[..12]} says, {consequence}:{string.Concat(lines)}{more}\n"
            + $"Bring the files back, or see all of it with 'lockstep data verify {ShellWord.Of(snapshot.Folder)}', and seal changed data as a new snapshot.";
    }
}
