using Lockstep.Compare;
using Lockstep.Vision.Training;

namespace Lockstep.Vision.Benchmarks;

/// <summary>How fast training is in one mode of determinism.</summary>
/// <param name="Times">Of all rounds together.</param>
public sealed record ModeReport(Spread ImagesPerSecond, Spread MillisecondsPerStep, TrainingTimes Times)
{
    /// <summary>Where the time went, in parts of 1: waiting for batches; forward, backward and update; the ledger; the rest.</summary>
    public IReadOnlyList<(string Name, double Share)> Shares =>
    [
        ("loader", Times.Loader / Times.Total),
        ("compute", Times.Compute / Times.Total),
        ("ledger", Times.Ledger / Times.Total),
        ("other", Times.Other / Times.Total),
    ];

    internal static ModeReport Of(IReadOnlyList<Timing> rounds) => new(
        Spread.Of("images/s", [.. rounds.Select(round => round.ImagesPerSecond)]),
        Spread.Of("ms/step", [.. rounds.Select(round => round.MillisecondsPerStep)]),
        rounds.Aggregate(default(TrainingTimes), (sum, round) => sum.Plus(round.Times)));
}
