using Lockstep.Locks;

namespace Lockstep.Audit.Checks;

/// <summary>Code that no commit names.</summary>
internal static class NoRepository
{
    private static readonly string[] CodeEndings = [".py", ".ipynb", ".sh", ".bash", ".csproj"];

    public static AuditCheck Check { get; } = new("no-repository", AuditedBox.Code, AuditLevel.Static)
    {
        Title = "Code in no git repository, or in one without a commit",
        Measures = "Asks git for the commit that is checked out. Of a run, it reads the Code lock. A recipe that Lockstep itself trains needs none: it "
            + "is all of its code, and the run keeps it.",
        Why = "Without a commit nobody can name the code that ran, nor get it back once a file is changed.",
        Example = "cp train.py train_old.py     # which of the two made the model of March?",
        Repair = "git init && git add . && git commit",
        Of = SubjectKinds.WithCode,
        IsDecisive = true,
        Make = async (subject, cancellation) => subject.Run is null && !subject.Files(cancellation).With(CodeEndings).Any() ? CheckResult.NothingThere
            : subject.Run is { } run ? CheckResult.Of(Of(new RecordedCode(run.ReadLocks().Code).Commit, "the code of the run was"), "the run names its commit")
            : CheckResult.Of(
                Of((await subject.GitAsync(cancellation).ConfigureAwait(false))?.Commit, "the code is"), "a commit names the code"),
    };

    private static IEnumerable<AuditFinding> Of(string? commit, string what) => commit is not null ? [] :
        [new AuditFinding(null, 0, $"{what} in no git repository that has a commit", "git init && git add . && git commit -m \"Begin\"")];
}
