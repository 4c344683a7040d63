using System.ComponentModel;
using Lockstep.Ledgers;

namespace Lockstep.Explaining;

/// <summary>What the experiments say of two runs.</summary>
/// <param name="Outcome">In a word.</param>
/// <param name="Causes">In the order of the steps that they act at.</param>
/// <param name="Without">Differences that changed nothing, put in or not.</param>
/// <param name="Fixed">What differs and can't be put in: it is here as it is.</param>
/// <param name="Upto">The step up to which the first run, with all causes put in, does what the second did; null where that wasn't tried.</param>
/// <param name="SameResult">Whether it ends in the second run's result; null where that wasn't tried.</param>
/// <param name="Trials">How many were made.</param>
public sealed record Explanation(
    ExplanationOutcome Outcome,
    IReadOnlyList<ProvenCause> Causes,
    IReadOnlyList<Difference> Without,
    IReadOnlyList<FixedDifference> Fixed,
    long? Upto,
    bool? SameResult,
    int Trials)
{
    /// <summary>Why trials could not be made, in sentences.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>Whether nothing is left unexplained.</summary>
    public bool IsProven => Outcome is ExplanationOutcome.Proven or ExplanationOutcome.Same;
}

/// <summary>A smallest set of differences that, put into the first run, makes a step of it the second's.</summary>
/// <param name="Step">Null where all steps are the same, and it is the result that is made so.</param>
/// <param name="IsHere">Nothing had to be put in: what the machine or the program has here is the second run's.</param>
public sealed record ProvenCause(long? Step, Phase? Phase, IReadOnlyList<Difference> Set, bool IsHere = false);

/// <summary>How an explanation ended.</summary>
public enum ExplanationOutcome
{
    /// <summary>Each step at which the runs differ, as far as was tried, has a cause that was tried.</summary>
    Proven,

    /// <summary>The runs don't differ.</summary>
    Same,

    /// <summary>The first run, replayed twice, does two different things.</summary>
    [Description("does not repeat")]
    Noise,

    /// <summary>The first run, replayed here, does neither what it did nor what the second did, each time the same.</summary>
    [Description("made elsewhere")]
    ElsewhereMade,

    /// <summary>All that can be put in, put in, doesn't give what the second run did.</summary>
    [Description("not explained")]
    NotExplained,
}
