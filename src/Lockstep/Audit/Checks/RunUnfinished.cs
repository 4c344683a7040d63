using Lockstep.Runs;

namespace Lockstep.Audit.Checks;

/// <summary>A run that did not come to its end.</summary>
internal static class RunUnfinished
{
    public static AuditCheck Check { get; } = new("run-unfinished", AuditedBox.Run, AuditLevel.Static)
    {
        Title = "A run that did not come to its end",
        Measures = "Reads run.json: whether the run is finished, has a result ID, and kept its recipe's invariants.",
        Why = "Figures of a run that failed or was stopped are of some epoch, and nobody can say of which result they are.",
        Example = "kill -9 %1     # run.json says 'running' for ever",
        Repair = "lockstep train --resume RUN, or train it again.",
        Of = SubjectKinds.Runs,
        IsDecisive = true,
        Make = (subject, _) => Task.FromResult(subject.Run is { } run ? CheckResult.Of(Found(run, run.ReadRecord()), "finished") : CheckResult.NothingThere),
    };

    private static IEnumerable<AuditFinding> Found(RunFolder run, RunRecord record)
    {
        var isCommand = record.Kind == Recipes.RunKind.Command;
        if (record.Status != RunStatus.Finished)
        {
            yield return new AuditFinding(
                null, 0, $"{run.Name} is {record.StatusWord}{(record.Reason is { } reason ? $": {reason.TrimEnd('.')}" : "")}",
                isCommand ? "run the command again with 'lockstep exec'" : $"lockstep train --resume {run.Reference}");
        }
        else if (record.ResultId is null)
        {
            yield return new AuditFinding(
                null, 0, $"{run.Name} has no result ID: it left nothing that a rerun could be compared with",
                "name the files that the command makes with --outputs, or let it print its metrics");
        }

        foreach (var invariant in (record.Invariants ?? []).Where(invariant => invariant.Holds == false))
        {
            yield return new AuditFinding(null, 0, $"{run.Name} breaks an invariant of its recipe: {invariant.Text}", "see what changed since it was "
                + "kept: lockstep diff");
        }
    }
}
