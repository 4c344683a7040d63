using Lockstep.Audit.Python;

namespace Lockstep.Audit.Checks;

/// <summary>What checks of the text of Python files share.</summary>
internal static class PythonFindings
{
    /// <summary>A finding in a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="line">Of a notebook, counted through all cells of code.</param>
    /// <param name="evidence">What is there.</param>
    /// <param name="repair">What mends it.</param>
    public static AuditFinding At(this PythonFile file, int line, string evidence, string repair)
    {
        var cell = file.Cells.Count(begin => begin <= line);
        return new AuditFinding(file.Path, cell == 0 ? line : line - file.Cells[cell - 1] + 1, evidence, repair)
        {
            Cell = cell == 0 ? null : cell,
            Silenced = file.Silences.GetValueOrDefault(line),
        };
    }

    /// <summary>A check that looks at the Python files of a project.</summary>
    /// <param name="find">What it finds in them.</param>
    public static Func<AuditSubject, CancellationToken, Task<CheckResult>> In(Func<PythonProject, IEnumerable<AuditFinding>> find) => (subject, cancellation) =>
    {
        var project = subject.Python(cancellation);
        return Task.FromResult(
            project.Files.Count == 0 && project.Unread is null ? CheckResult.NothingThere
            : project.Unread is { } reason ? CheckResult.CouldNot(reason, find(project))
            : CheckResult.Of(find(project)));
    };

    /// <summary>The calls in all files, with the file of each.</summary>
    public static IEnumerable<(PythonFile File, PythonCall Call)> Calls(this PythonProject project) =>
        project.Files.SelectMany(file => file.Calls, (file, call) => (file, call));
}
