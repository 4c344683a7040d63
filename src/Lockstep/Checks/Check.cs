namespace Lockstep.Checks;

/// <summary>One thing that was looked at.</summary>
/// <param name="Name">A word or two, the same in each report.</param>
/// <param name="Text">Why it failed or was skipped, its first line in short; of one that passed, what is good to know, or nothing.</param>
public sealed record Check(string Name, CheckOutcome Outcome, string Text)
{
    /// <summary>Where it failed, each with a text of its own; empty for one that is about no place, or about the suite's file as a whole.</summary>
    public IReadOnlyList<CheckPlace> Places { get; init; } = [];

    /// <summary>The first line of its text.</summary>
    public string Line => Text.Split('\n')[0];

    /// <summary>One that passed.</summary>
    public static Check Passed(string name, string text = "") => new(name, CheckOutcome.Passed, text);

    /// <summary>One that failed.</summary>
    public static Check Failed(string name, string text) => new(name, CheckOutcome.Failed, text);

    /// <summary>One that could not be made.</summary>
    public static Check Skipped(string name, string text) => new(name, CheckOutcome.Skipped, text);
}
