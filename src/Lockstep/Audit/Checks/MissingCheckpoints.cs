using Lockstep.Files;
using Lockstep.Runs;

namespace Lockstep.Audit.Checks;

/// <summary>A finished training without its best or last weights, or without the metric that chose the best.</summary>
internal static class MissingCheckpoints
{
    public static AuditCheck Check { get; } = new("missing-checkpoints", AuditedBox.Run, AuditLevel.Static)
    {
        Title = "Best or last weights are missing",
        Measures = "Looks for the best and the last checkpoint, and for the metric by which the best was chosen, in run.json.",
        Why = "Without the last weights the result can't be compared; without the metric nobody knows what 'best' means.",
        Example = "rm runs/mine/checkpoints/last.safetensors     # to save room",
        Repair = "lockstep rerun RUN makes both again.",
        Of = SubjectKinds.Run,
        Make = (subject, _) => Task.FromResult(subject.Run is { } run && run.ReadRecord() is { Status: RunStatus.Finished } record
            ? CheckResult.Of(Found(run, record), record.Selection is { } best ? $"best by {best.Metric}, and last" : "")
            : CheckResult.NothingThere),
    };

    private static IEnumerable<AuditFinding> Found(RunFolder run, RunRecord record)
    {
        foreach (var (word, path) in new[] { ("best", run.BestCheckpointPath), ("last", run.LastCheckpointPath) })
        {
            if (!Presence.IsFile(path))
            {
                yield return new AuditFinding(null, 0, $"{run.Name} has no {word} checkpoint", $"lockstep rerun {run.Reference}");
            }
        }

        if (record.Selection is null)
        {
            yield return new AuditFinding(null, 0, $"{run.Name} doesn't say by which metric its best checkpoint was chosen", $"lockstep rerun {run.Reference}");
        }
    }
}
