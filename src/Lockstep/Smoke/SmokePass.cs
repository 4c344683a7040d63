using Lockstep.Checks;
using Lockstep.Runs;

namespace Lockstep.Smoke;

/// <summary>One of the two short trainings of a smoke test.</summary>
/// <param name="Losses">One a step.</param>
/// <param name="Weights">Digest of what they ended in; empty where it did not get there.</param>
public sealed record SmokePass(IReadOnlyList<double> Losses, string Weights)
{
    /// <summary>Why it ended before its steps were done, as the check that this fails; null where it didn't.</summary>
    public Check? Problem { get; init; }

    /// <summary>Whether it got through its steps, each with a loss that is a number.</summary>
    public bool IsSound => Problem is null && Losses.All(double.IsFinite);

    /// <summary>Those that are trained and those that are not; empty where nothing is known of them.</summary>
    public IReadOnlyList<SmokeParameter> Parameters { get; init; } = [];

    /// <summary>Of all steps.</summary>
    public double HighestRate { get; init; } = double.NaN;

    /// <summary>What invariants are checked against.</summary>
    public IReadOnlyList<Metric> Metrics { get; init; } = [];
}
