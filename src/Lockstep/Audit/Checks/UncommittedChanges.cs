using Lockstep.Locks;

namespace Lockstep.Audit.Checks;

/// <summary>Changes that no commit has.</summary>
internal static class UncommittedChanges
{
    private const int MostNamed = 3;

    private static readonly string[] CodeEndings = [".py", ".ipynb", ".sh", ".yaml", ".yml", ".toml", ".json", ".cfg", ".cs", ".r", ".jl"];

    public static AuditCheck Check { get; } = new("uncommitted-changes", AuditedBox.Code, AuditLevel.Static)
    {
        Title = "Files of code that no commit has",
        Measures = "Asks git for tracked files that differ from the commit, and for files of code or settings that it neither tracks nor ignores. "
            + "Of a run, it reads the Code lock: what had been changed when it began.",
        Why = "The commit that a run names is then not the code that ran. Lockstep keeps the difference with the run, "
            + "but who reads the commit alone reads other code.",
        Example = "git commit -m 'learning rate 0.1'\nsed -i s/0.1/0.01/ train.py     # the commit says 0.1, the run had 0.01\npython train.py",
        Repair = "git commit the change, or undo it with git restore.",
        Make = (subject, cancellation) => subject.Run is { } run
            ? Task.FromResult(CheckResult.Of(InLock(new RecordedCode(run.ReadLocks().Code))))
            : InRepositoryAsync(subject, cancellation),
    };

    private static async Task<CheckResult> InRepositoryAsync(AuditSubject subject, CancellationToken cancellation)
    {
        if (await subject.GitAsync(cancellation).ConfigureAwait(false) is not { Commit: not null } git)
        {
            return CheckResult.NothingThere; // no-repository says so
        }

        string[] untracked = [.. git.Untracked.Select(file => file.Path).Where(path => CodeEndings.Contains(Path.GetExtension(path).ToLowerInvariant()))];
        IEnumerable<AuditFinding> Found()
        {
            if (git.Changed.Count > 0)
            {
                yield return Finding(
                    $"{Named(git.Changed)} {(git.Changed.Count == 1 ? "differs" : "differ")} from the commit", $"git -C {ShellWord.Of(git.Root)} commit -a");
            }

            if (untracked.Length > 0)
            {
                yield return Finding(
                    $"git neither tracks nor ignores {Named(untracked)}", $"git -C {ShellWord.Of(git.Root)} add {ShellWord.Of(untracked[0])} and commit it");
            }
        }

        return CheckResult.Of(Found(), "git has all of it");
    }

    private static IEnumerable<AuditFinding> InLock(RecordedCode code)
    {
        if (code.DiffSha256 is not null)
        {
            yield return Finding(
                $"{Named(code.Changed)} had been changed and not committed when the run began",
                "commit the change, which locks/code.diff of the run holds, and train again");
        }
    }

    private static AuditFinding Finding(string evidence, string repair) => new(null, 0, evidence, repair);

    private static string Named(IReadOnlyCollection<string> paths) =>
        string.Join(", ", paths.Take(MostNamed)) + (paths.Count > MostNamed ? $" and {Counted.Of(paths.Count - MostNamed, "more file")}" : "");
}
