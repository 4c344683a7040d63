namespace Lockstep.Snapshots;

/// <summary>In what way a file is not what its manifest says.</summary>
public enum SnapshotFindingKind
{
    /// <summary>The manifest lists it, and it is not there.</summary>
    Missing,

    /// <summary>Shorter than it was.</summary>
    Truncated,

    /// <summary>Another content than the manifest says.</summary>
    Changed,

    /// <summary>There, and not listed.</summary>
    Extra,

    /// <summary>It is there, and the system does not let it be read.</summary>
    Unreadable,

    /// <summary>As listed, but some file systems can't tell its name from another's.</summary>
    Clash,
}

/// <summary>One file that is not what the manifest says.</summary>
public sealed record SnapshotFinding(SnapshotFindingKind Kind, string RelPath, string Message)
{
    /// <summary>Whether the content is another than the manifest's; a clash of names is none.</summary>
    public bool IsDamage => Kind != SnapshotFindingKind.Clash;

    /// <inheritdoc/>
    public override string ToString() => $"{PlainText.OnOneLine(RelPath)} {Message}";
}
