namespace Lockstep.Checks;

/// <summary>What a command checked, for the reports that continuous integration reads.</summary>
/// <param name="Command">Of Lockstep, such as <c>smoke</c>.</param>
/// <param name="Subject">What was checked, in words.</param>
/// <param name="Checks">In the order in which they are told.</param>
public sealed record CheckSuite(string Command, string Subject, IReadOnlyList<Check> Checks)
{
    /// <summary>The file that they are about, from the repository's root where there is one; null for none.</summary>
    public string? File { get; init; }

    /// <summary>What the report says beside them, in paragraphs.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Whether none failed.</summary>
    public bool Passed => Checks.All(check => check.Outcome != CheckOutcome.Failed);

    /// <summary>Those that failed.</summary>
    public IEnumerable<Check> Failed => Checks.Where(check => check.Outcome == CheckOutcome.Failed);

    /// <summary>Where a check failed: its places, or else the file that the suite is about, if any.</summary>
    internal IReadOnlyList<CheckPlace> PlacesOf(Check check) => check.Places.Count > 0 ? check.Places : [new CheckPlace(File, 0, check.Text)];
}
