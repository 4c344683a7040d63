namespace Lockstep.Audit;

/// <summary>One thing that an audit looks for. A file registers one, and the catalogue names it in one line.</summary>
/// <param name="Name">In small letters with hyphens, such as <c>cudnn-benchmark</c>; baselines and reports name it so.</param>
/// <param name="Box">That is open where the check finds something.</param>
/// <param name="Level">The lowest level at which it is made.</param>
public sealed record AuditCheck(string Name, AuditedBox Box, AuditLevel Level)
{
    /// <summary>A line for tables, such as <c>cuDNN chooses its algorithms by timing them</c>.</summary>
    public required string Title { get; init; }

    /// <summary>What it measures, and what it counts as a finding, in sentences.</summary>
    public required string Measures { get; init; }

    /// <summary>Why that opens the box, in sentences.</summary>
    public required string Why { get; init; }

    /// <summary>A few lines that show it going wrong.</summary>
    public required string Example { get; init; }

    /// <summary>The command or edit that mends it, in general; a finding may say it more exactly.</summary>
    public required string Repair { get; init; }

    /// <summary>What it can look at; of others it says nothing.</summary>
    public SubjectKinds Of { get; init; } = SubjectKinds.Any;

    /// <summary>Whether its findings are only told, and never open the box.</summary>
    public bool IsAdvice { get; init; }

    /// <summary>Whether it judges by the text of code, so that a run under <c>lockstep exec</c> that repeated to the bit outranks it.</summary>
    public bool IsRefutedByRun { get; init; }

    /// <summary>Whether the box is not called shut unless this check was made: others only look for what may open it.</summary>
    public bool IsDecisive { get; init; }

    /// <summary>Makes the check.</summary>
    /// <exception cref="LockstepException">The check could not be made: its message is the reason that the report gives.</exception>
    public required Func<AuditSubject, CancellationToken, Task<CheckResult>> Make { get; init; }
}
