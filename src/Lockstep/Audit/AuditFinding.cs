namespace Lockstep.Audit;

/// <summary>One place where something is not as it should be.</summary>
/// <param name="File">From the subject's folder, with /; null where it is in no file.</param>
/// <param name="Line">From 1; 0 for the whole file.</param>
/// <param name="Evidence">What is there, a sentence that holds no line number: with check and file it is what a baseline knows the finding by.</param>
/// <param name="Repair">The command or the edit that mends it.</param>
public sealed record AuditFinding(string? File, int Line, string Evidence, string Repair)
{
    /// <summary>The cell of a notebook, from 1, in which <see cref="Line"/> counts; null elsewhere.</summary>
    public int? Cell { get; init; }

    /// <summary>Why a comment at its place says that it is as it should be; null where none does.</summary>
    public string? Silenced { get; init; }

    /// <summary>A picture to look at, such as two images side by side; absolute, null for none.</summary>
    public string? Picture { get; init; }

    /// <summary>Where it is, for a person: <c>train.py:12</c>; empty where it is in no file.</summary>
    public string Place => File is null ? ""
        : Cell is { } cell ? FormattableString.Invariant($"{File}, cell {cell}:{Line}")
        : Line == 0 ? File
        : FormattableString.Invariant($"{File}:{Line}");
}
