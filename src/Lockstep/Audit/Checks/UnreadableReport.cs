using System.Text;
using Lockstep.Files;
using Lockstep.Runs;

namespace Lockstep.Audit.Checks;

/// <summary>A finished training whose report is missing, cut off, or needs the network.</summary>
internal static class UnreadableReport
{
    private const string Name = "report.html";
    private const string End = "</html>";

    public static AuditCheck Check { get; } = new("unreadable-report", AuditedBox.Run, AuditLevel.Static)
    {
        Title = "A report that can't be read",
        Measures = "Reads artifacts/report.html of a finished training: it is there, is text that comes to its end, and names the run's lock ID.",
        Why = "It is what a colleague opens first.",
        Example = "head -c 10000 report.html > short.html     # a copy that was cut off",
        Repair = "lockstep train --resume RUN writes what is missing of a run whose training is done; else lockstep rerun RUN.",
        Of = SubjectKinds.Run,
        Make = (subject, _) => Task.FromResult(subject.Run is { } run && run.ReadRecord() is { Status: RunStatus.Finished } record
            ? CheckResult.Of(Problem(run, record) is { } problem
                ? [new AuditFinding(null, 0, $"artifacts/{Name} {problem}", $"lockstep rerun {run.Reference} makes a run with one")]
                : [])
            : CheckResult.NothingThere),
    };

    private static string? Problem(RunFolder run, RunRecord record)
    {
        if (!run.HasArtifact(Name))
        {
            return "is not there";
        }

        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(RegularFile.ReadAllBytes(Path.Combine(run.FullPath, "artifacts", Name)));
            return !text.TrimEnd().EndsWith(End, StringComparison.Ordinal) ? "ends before its end"
                : !text.Contains(record.LockId, StringComparison.Ordinal) ? "is that of another run: it does not name the lock ID"
                : null;
        }
        catch (DecoderFallbackException)
        {
            return "is no text";
        }
    }
}
