using Lockstep.Code;
using Lockstep.Locks;

namespace Lockstep.Audit.Checks;

/// <summary>Commits that are on this machine alone.</summary>
internal static class UnpushedCommit
{
    public static AuditCheck Check { get; } = new("unpushed-commit", AuditedBox.Code, AuditLevel.Static)
    {
        Title = "A commit that no remote has",
        Measures = "Asks git whether a branch or tag of a remote, as it was last fetched or pushed, holds the commit: of a run the one in its Code lock. "
            + "No remote is asked.",
        Why = "Whoever is to make the run again can't get its code; and a rebase or a lost disk takes it away for good.",
        Example = "git commit -m 'the one of the paper'     # and then the laptop is replaced",
        Repair = "git push",
        Of = SubjectKinds.WithCode,
        Make = (subject, cancellation) => Task.FromResult(Look(subject, cancellation)),
    };

    private static CheckResult Look(AuditSubject subject, CancellationToken cancellation)
    {
        var code = subject.Run is { } run ? new RecordedCode(run.ReadLocks().Code) : (RecordedCode?)null;
        var folder = code?.Repository ?? subject.Folder;
        if (code is { Commit: null } || !Files.Presence.IsFolder(folder) || GitRemotes.Of(folder, code?.Commit, cancellation) is not { } remotes)
        {
            return code is { Commit: not null } ? CheckResult.CouldNot($"the repository {folder} is not on this machine") : CheckResult.NothingThere;
        }

        return remotes.HaveIt ? CheckResult.Of([], "a remote has the commit") : CheckResult.Of(
        [
            new AuditFinding(
                null, 0, remotes.Any ? "no remote has the commit" : "the repository has no remote, so that its commits are on this machine alone",
                remotes.Any ? $"git -C {ShellWord.Of(folder)} push" : $"git -C {ShellWord.Of(folder)} remote add origin ADDRESS, and push"),
        ]);
    }
}
