using System.Text.Json.Nodes;
using Lockstep.Answers;
using Lockstep.Compare;
using Lockstep.Exec;
using Lockstep.Runs;
using Lockstep.Vision.Checkpoints;
using Lockstep.Vision.Extending;

namespace Lockstep.Vision.Work;

/// <summary>Two runs of one kind, compared: locks, recipe, metrics, weights, what a command left, and the steps of their ledgers.</summary>
/// <param name="Growth">How far their weights are from each other, at every step that both keep them of.</param>
/// <param name="Lack">What is missing for more of that, in a sentence; null where nothing is.</param>
public sealed record ComparedRuns(RunFolder A, RunFolder B, RunDiff Diff, WeightGrowth Growth, string? Lack)
{
    /// <summary>Whether it says anything to show the growth: the runs differ, and checkpoints of the steps are kept.</summary>
    public bool HasGrowth => Lack is null && Diff.Answer != DiffAnswer.Identical;

    /// <summary>The optimizer's step at which the ledgers first differ; where a step is of several batches, as good as can be said.</summary>
    private long? Step
    {
        get
        {
            var accumulate = WeightGrowth.AccumulatedBy(Diff.LocksOfA);
            return Diff.Ledger.Comparison?.Divergence is { } divergence ? (divergence.Step + accumulate - 1) / accumulate : null;
        }
    }

    /// <param name="tolerance">Up to which metrics and weights count as equivalent, from 0; null for the recipe's.</param>
    /// <exception cref="UsageException">The runs are of two kinds.</exception>
    /// <exception cref="LockstepException">A run can't be read.</exception>
    public static ComparedRuns Between(RunFolder a, RunFolder b, double? tolerance, CancellationToken cancellation)
    {
        if (a.ReadRecord().Kind != b.ReadRecord().Kind)
        {
            throw new UsageException($"{a.Name} and {b.Name} are of two kinds, one trains and the other is a command: they can't be compared.");
        }

        var weights = CheckpointDistance.Between(a.LastCheckpointPath, b.LastCheckpointPath, cancellation);
        var diff = RunDiff.Between(a, b, Extensions.None.Recipes, cancellation, weights, tolerance, kind: CommandDiff.Between(a, b, cancellation));
        var growth = KeptWeights.Between(a, b, diff, cancellation);
        var lack = growth.Lack(Math.Max(DivergencePicture.LossesOf(a).Keys.LastOrDefault(), DivergencePicture.LossesOf(b).Keys.LastOrDefault()));
        return new ComparedRuns(a, b, diff, growth, lack);
    }

    /// <summary>Draws losses and distances over the steps.</summary>
    /// <param name="path">An SVG file, written whole or not at all.</param>
    public void Draw(string path) => DivergencePicture.Write(path, A, B, Diff, Growth, Step);

    /// <summary>As <c>diff --json</c> gives it.</summary>
    public JsonObject ToJson() => RunDiffAnswer.Of(Diff, Growth, Lack);
}
