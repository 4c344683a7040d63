namespace Lockstep.Snapshots;

/// <summary>In what way a file is not what its manifest says.</summary>
public enum SnapshotFindingKind
{
    Missing,

    /// <summary>Shorter than it was.</summary>
    Truncated,
    Changed,

    /// <summary>There, and not listed.</summary>
    Extra,
    Unreadable,

    /// <summary>As listed, but some file systems can't tell its name from another's.</summary>
    Clash,
}

/// <summary>One file that is not what the manifest says.</summary>
public sealed record SnapshotFinding(SnapshotFindingKind Kind, string RelPath, string Message)
{
    /// <summary>Whether the content is another than the manifest's; a clash of names is none.</summary>
    public bool IsDamage => Kind != SnapshotFindingKind.Clash;

    public override string ToString() => $"{PlainText.OnOneLine(RelPath)} {Message}";
}
