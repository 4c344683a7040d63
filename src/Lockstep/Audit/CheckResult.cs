namespace Lockstep.Audit;

/// <summary>What a check found.</summary>
public sealed record CheckResult
{
    private CheckResult()
    {
    }

    /// <summary>In the order in which they are told.</summary>
    public IReadOnlyList<AuditFinding> Findings { get; private init; } = [];

    /// <summary>Why all or part of it could not be made, a sentence without a full stop; null where it was made.</summary>
    public string? NotChecked { get; private init; }

    /// <summary>Whether there was anything to look at; a check of Dockerfiles says nothing of a project without one.</summary>
    public bool Applies { get; private init; } = true;

    /// <summary>What was measured, such as <c>50 steps, twice, the same to the bit</c>; may be empty.</summary>
    public string Evidence { get; private init; } = "";

    /// <summary>There was nothing to look at.</summary>
    public static CheckResult NothingThere { get; } = new() { Applies = false };

    /// <summary>It was made; without findings, all is as it should be.</summary>
    public static CheckResult Of(IEnumerable<AuditFinding> findings, string evidence = "") => new() { Findings = [.. findings], Evidence = evidence };

    /// <summary>It could not be made.</summary>
    /// <param name="reason">A sentence without a full stop, such as <c>no Python on PATH</c>.</param>
    /// <param name="findings">What was found all the same.</param>
    public static CheckResult CouldNot(string reason, IEnumerable<AuditFinding>? findings = null) => new()
    {
        NotChecked = reason,
        Findings = [.. findings ?? []],
    };
}
