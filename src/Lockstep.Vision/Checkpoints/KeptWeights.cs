using System.Globalization;
using Lockstep.Compare;
using Lockstep.Files;
using Lockstep.Runs;
using Lockstep.Vision.Tensors;
using Lockstep.Vision.Training.Resuming;

namespace Lockstep.Vision.Checkpoints;

/// <summary>The weights that runs keep of their steps: the last, the best, and the checkpoints to resume from.</summary>
internal static class KeptWeights
{
    /// <summary>How far two runs' weights are from each other, at every step that both keep them of.</summary>
    public static WeightGrowth Between(RunFolder a, RunFolder b, RunDiff diff, CancellationToken cancellation)
    {
        var notes = new List<string>();
        var (ofA, ofB) = (Of("A", a, notes), Of("B", b, notes));
        var distances = new SortedDictionary<long, double?>();
        foreach (var (step, path) in ofA.Where(pair => ofB.ContainsKey(pair.Key)))
        {
            try
            {
                if (CheckpointDistance.Relative(path, ofB[step], cancellation) is { } distance)
                {
                    distances[step] = double.IsFinite(distance) ? distance : null;
                }
                else
                {
                    notes.Add(string.Create(CultureInfo.InvariantCulture, $"Step {step}: the two checkpoints don't hold the same tensors."));
                }
            }
            catch (LockstepException exception)
            {
                notes.Add(string.Create(CultureInfo.InvariantCulture, $"Step {step}: {exception.Message}"));
            }
        }

        return WeightGrowth.Of(diff, distances, notes);
    }

    /// <summary>Files of weights by the steps that were done.</summary>
    private static SortedDictionary<long, string> Of(string name, RunFolder run, List<string> notes)
    {
        var kept = new SortedDictionary<long, string>();
        var points = new ResumePoints(run.ResumePath);
        foreach (var path in points.Names.Select(point => (Func<string>)(() => points.WeightsOf(point)))
            .Append(() => run.BestCheckpointPath).Append(() => run.LastCheckpointPath))
        {
            try
            {
                var file = path();
                if (Presence.IsFile(file) && StepOf(SafetensorsHeader.Metadata(file), run) is { } step)
                {
                    kept[step] = file;
                }
            }
            catch (LockstepException exception)
            {
                notes.Add($"{name}: {exception.Message}");
            }
        }

        return kept;
    }

    /// <summary>The best checkpoint names its epoch, at whose end it was validated.</summary>
    private static long? StepOf(IReadOnlyDictionary<string, string> metadata, RunFolder run)
    {
        if (metadata.TryGetValue("step", out var step))
        {
            return long.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var done) ? done : null;
        }

        return metadata.TryGetValue("epoch", out var epoch) && Presence.IsFile(run.MetricsPath)
            ? MetricsLog.Read(run.MetricsPath)
                .LastOrDefault(metric => metric.Phase == "val" && metric.Epoch.ToString(CultureInfo.InvariantCulture) == epoch)?.Step
            : null;
    }
}
