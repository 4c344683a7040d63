using Lockstep.Compare;
using Lockstep.Files;
using Lockstep.Runs;

namespace Lockstep.Audit.Checks;

/// <summary>Files of a run that are not what was recorded of them.</summary>
internal static class RunChanged
{
    private const int Most = 10;

    public static AuditCheck Check { get; } = new("run-changed", AuditedBox.Run, AuditLevel.Static)
    {
        Title = "A run folder that is not as it was written",
        Measures = "Reads every file that SHA256SUMS lists and compares its digest, as 'sha256sum -c' does; looks for files that are not listed; takes lock "
            + "ID and result ID anew from what they are made of.",
        Why = "A record that was edited proves nothing, and a checkpoint that was exchanged has other figures than run.json says.",
        Example = "sed -i s/0.91/0.97/ runs/mine/run.json",
        Repair = "Get the run anew from where it was made, or train it again.",
        Of = SubjectKinds.Runs,
        Make = (subject, cancellation) => Task.Run(() => subject.Run is { } run ? Look(run, cancellation) : CheckResult.NothingThere, cancellation),
    };

    private static CheckResult Look(RunFolder run, CancellationToken cancellation)
    {
        var record = run.ReadRecord();
        if (!run.IsSealed)
        {
            return record.Status == RunStatus.Running && !record.IsProcessGone
                ? CheckResult.CouldNot($"{run.Name} is running, and lists its files when it ends")
                : CheckResult.Of([new AuditFinding(null, 0, $"{run.Name} has no {RunFolder.SumsFile}, which lists its files with their digests", Repair(run))]);
        }

        var listed = run.ReadSums().ToDictionary(line => line.Path, line => line.Digest, StringComparer.Ordinal);
        string[] problems =
        [
            .. listed.OrderBy(line => line.Key, StringComparer.Ordinal).Select(line => Problem(run, line.Key, line.Value, cancellation)).OfType<string>(),
            .. RecordDoubts.Of(run.Name, run, record).Changed.Where(doubt => doubt.Contains(" ID ", StringComparison.Ordinal))
                .Select(doubt => doubt.TrimEnd('.')),
        ];
        var findings = problems.Take(Most).Select(problem => new AuditFinding(null, 0, problem, Repair(run)))
            .Concat(problems.Length <= Most ? []
                : [new AuditFinding(null, 0, $"{problems.Length - Most} more files are not as {RunFolder.SumsFile} says", Repair(run))]);
        return CheckResult.Of(findings, problems.Length == 0 ? $"{Counted.Of(listed.Count, "file")} as {RunFolder.SumsFile} says" : "");
    }

    private static string? Problem(RunFolder run, string path, string digest, CancellationToken cancellation)
    {
        var file = Path.Combine(run.FullPath, path);
        return !Presence.IsFile(file) ? $"{path} is gone, and {RunFolder.SumsFile} lists it"
            : Sha256.OfFile(file, cancellation).Digest != digest ? $"{path} is not what {RunFolder.SumsFile} says" : null;
    }

    private static string Repair(RunFolder run) => $"get the run anew from where it was made, or make it again: lockstep rerun {run.Reference}";
}
