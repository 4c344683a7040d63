using Lockstep.Exec;

namespace Lockstep.Audit.Checks;

/// <summary>What a command read, and no lock holds.</summary>
internal static class UnlockedFiles
{
    public static AuditCheck Check { get; } = new("unlocked-files", AuditedBox.Data, AuditLevel.Static)
    {
        Title = "What a command read and no lock holds",
        Measures = "Reads what the run told while its command ran: files that were too many for its locks, files that it read and then changed, "
            + "and connections to other machines.",
        Why = "What is in no lock can be other data the next time, and nothing says so.",
        Example = "lockstep exec -- python train.py     # and train.py downloads labels.csv each time",
        Repair = "Seal the folder and name it with --data; download before the run, and refuse connections with --no-network.",
        Of = SubjectKinds.CommandRun,
        Make = (subject, _) => Task.FromResult(subject.Run is not { } run ? CheckResult.NothingThere : CheckResult.Of(
            ToldOfRun.Findings(run).Where(text => text.Contains(ToldOfRun.InNoLock, StringComparison.Ordinal)).Select(text => new AuditFinding(
                null, 0, text.TrimEnd('.'), "seal what it reads and name it with --data, or refuse connections with --no-network")),
            "all that the command read is in a lock")),
    };
}
