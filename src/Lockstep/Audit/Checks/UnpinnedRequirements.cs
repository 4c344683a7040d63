using System.Text.RegularExpressions;
using Lockstep.Audit.Projects;
using Lockstep.Audit.Python;

namespace Lockstep.Audit.Checks;

/// <summary>Packages that are asked for in no exact version.</summary>
internal static partial class UnpinnedRequirements
{
    private const int MostNamed = 4;

    public static AuditCheck Check { get; } = new("unpinned-requirements", AuditedBox.Environment, AuditLevel.Static)
    {
        Title = "Packages without an exact version",
        Measures = "Reads requirements files, conda's environment files, the dependencies in pyproject.toml, and what Dockerfiles install by pip. "
            + "Where a lock file is there, these lists only say what it was made from, and count no more.",
        Why = "An installation next month gets other versions, with other defaults and other arithmetic.",
        Example = "torch>=2.0     # 2.0 today, 2.9 next year",
        Repair = "Write torch==2.4.1, as 'pip freeze' gives it; or make a lock file: uv lock, poetry lock, pip-compile --generate-hashes.",
        Of = SubjectKinds.WithCode,
        Make = (subject, cancellation) => Task.FromResult(Look(subject.Files(cancellation))),
    };

    /// <summary>Lists of what a project's own developers use: no training is run from them.</summary>
    internal static bool IsForDevelopers(string path) => PythonProject.IsOfTests(path) || ForDevelopers().IsMatch(path[(path.LastIndexOf('/') + 1)..]);

    private static CheckResult Look(ProjectFiles files)
    {
        RequirementList[] lists = [.. RequirementLists.Of(files).Where(list => !IsForDevelopers(list.Path) && list.Requirements.Count > 0)];
        string[] images = [.. files.Named(ShellLines.IsDockerfile)];
        if (lists.Length + images.Length == 0)
        {
            return CheckResult.NothingThere;
        }

        var listed = RequirementLists.Locks(files).Any() ? [] : lists.Where(list => !IsCompiled(list, lists)).SelectMany(Find);
        return CheckResult.Of(
            listed.Concat(images.SelectMany(path => ShellLines.Of(files.Lines(path) ?? []).SelectMany(line => Installed(path, line)))),
            "each package has an exact version");
    }

    /// <summary>Whether requirements.txt stands beside a requirements.in, from which it was made.</summary>
    private static bool IsCompiled(RequirementList list, RequirementList[] all) =>
        list.Path.EndsWith(".in", StringComparison.Ordinal) && all.Any(other => other.Path == list.Path[..^3] + ".txt");

    private static IEnumerable<AuditFinding> Find(RequirementList list)
    {
        Requirement[] loose = [.. list.Requirements.Where(one => !one.IsPinned && one.Name is not ("python" or "pip"))];
        return loose.Length == 0 ? [] : [Finding(list.Path, loose[0].Line, [.. loose.Select(one => one.Name)])];
    }

    private static IEnumerable<AuditFinding> Installed(string path, (int Line, string Text) line)
    {
        foreach (Match match in PipInstall().Matches(line.Text))
        {
            var words = match.Groups["what"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Any(word => word is "-r" or "-e" or "-c" or "." || word.StartsWith("--requirement", StringComparison.Ordinal)))
            {
                continue;
            }

            string[] loose =
            [
                .. words.Where((word, at) => !word.StartsWith('-') && (at == 0 || !TakesValue().IsMatch(words[at - 1])))
                    .Select(word => RequirementLists.Read(word.Trim('"', '\''), line.Line)).OfType<Requirement>()
                    .Where(one => !one.IsPinned && one.Name is not ("pip" or "setuptools" or "wheel" or "uv")).Select(one => one.Name),
            ];
            if (loose.Length > 0)
            {
                yield return Finding(path, line.Line, loose);
            }
        }
    }

    private static AuditFinding Finding(string path, int line, string[] names) => new(
        path,
        line,
        $"{string.Join(", ", names.Take(MostNamed))}{(names.Length > MostNamed ? $" and {Counted.Of(names.Length - MostNamed, "more package")}" : "")} "
            + "without an exact version",
        $"write {names[0]}==VERSION, as 'pip freeze' gives it");

    [GeneratedRegex(@"\bpip3?\s+install\s+(?<what>[^&;|]*)", RegexOptions.CultureInvariant)]
    private static partial Regex PipInstall();

    [GeneratedRegex(@"\A(-i|-f|--index-url|--extra-index-url|--find-links|--trusted-host|--target|-t|--platform|--timeout)\z", RegexOptions.CultureInvariant)]
    private static partial Regex TakesValue();

    [GeneratedRegex("dev|test|doc|lint|ci[-_.]|build|style", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex ForDevelopers();
}
