using System.Globalization;

namespace Lockstep.Compare;

/// <summary>How far the weights of two runs are from each other, over the steps.</summary>
/// <param name="Points">By step, each step once.</param>
/// <param name="Notes">Checkpoints that could not be compared, and why, in sentences.</param>
public sealed record WeightGrowth(IReadOnlyList<WeightPoint> Points, IReadOnlyList<string> Notes)
{
    private const int WantedPoints = 20;
    private const int WantedKept = 50; // some more are taken at the ends of epochs

    /// <summary>Distances of the checkpoints that both runs keep, with what the ledgers say of the steps before they differ.</summary>
    /// <param name="checkpoints">At each step that both runs keep weights of; null where the distance is not finite.</param>
    public static WeightGrowth Of(RunDiff diff, IReadOnlyDictionary<long, double?> checkpoints, IReadOnlyList<string> notes)
    {
        var points = new SortedDictionary<long, WeightPoint>();
        if (diff.Ledger.Comparison?.Divergence is { WeightsEqualAt: { } equal })
        {
            // A step of several batches has a record for each: the weights of its batch are those after as many whole steps at least.
            points[0] = new WeightPoint(0, 0, FromLedger: true);
            var step = equal / Math.Max(AccumulatedBy(diff.LocksOfA), AccumulatedBy(diff.LocksOfB));
            points[step] = new WeightPoint(step, 0, FromLedger: true);
        }

        foreach (var (step, distance) in checkpoints)
        {
            points[step] = new WeightPoint(step, distance, FromLedger: false);
        }

        return new WeightGrowth([.. points.Values], notes);
    }

    /// <summary>Steps of which both runs keep the weights.</summary>
    public int Checkpoints => Points.Count(point => !point.FromLedger);

    /// <summary>What to set for a curve, where fewer than two checkpoints are common; null where there are more.</summary>
    /// <param name="steps">Of the optimizer, that the runs made.</param>
    public string? Lack(long steps) => Checkpoints > 1 ? null : string.Create(
        CultureInfo.InvariantCulture,
        $"{(Checkpoints == 0 ? "No step" : "One step only")} has weights that both runs keep. For a curve train both with checkpoint.every_steps: "
        + $"{Math.Max(1, steps / WantedPoints)}, checkpoint.keep: {WantedKept} and checkpoint.keep_finished: true.");

    /// <summary>Batches to a step.</summary>
    public static long AccumulatedBy(Locks.LockSet locks) => new Locks.RecordedCode(locks.Code).BatchesPerStep;
}

/// <summary>The distance of two runs' weights after a step.</summary>
/// <param name="Step">Of the optimizer; 0 is before the first.</param>
/// <param name="Distance">The root of the sum of (a - b)², divided by that of a² or of b², whichever is greater; over all 32-bit floats of the
/// checkpoint. Null where it is not finite.</param>
/// <param name="FromLedger">It is 0 since the digests of the weights are the same in both ledgers; else it is of two checkpoints.</param>
public sealed record WeightPoint(long Step, double? Distance, bool FromLedger);
