namespace Lockstep.Data;

/// <summary>In what way a file differs from its manifest.</summary>
public enum SnapshotFindingKind
{
    Missing,
    Size,
    Content,
    Extra,
    Unreadable,
}

/// <summary>One file that is not what the manifest says.</summary>
public sealed record SnapshotFinding(SnapshotFindingKind Kind, string RelPath, string Message)
{
    public override string ToString() => $"{RelPath} {Message}";
}
