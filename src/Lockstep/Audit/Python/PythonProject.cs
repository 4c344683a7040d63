namespace Lockstep.Audit.Python;

/// <summary>The Python files of a project, and which of them run together.</summary>
internal sealed class PythonProject
{
    private static readonly HashSet<string> NotRun = new(
        ["tests", "test", "testing", "docs", "doc", "benchmarks", "build", "dist", "third_party", "thirdparty", "vendor"], StringComparer.OrdinalIgnoreCase);

    private readonly Dictionary<string, PythonFile> byPath;
    private readonly Dictionary<string, IReadOnlyList<PythonFile>> imported = new(StringComparer.Ordinal);
    private IReadOnlyList<StartedProgram>? programs;

    /// <param name="notes">Why a part of the project was not read, a sentence each.</param>
    internal PythonProject(IReadOnlyList<PythonFile> files, IReadOnlyList<string> notes)
    {
        Files = files;
        byPath = files.ToDictionary(file => file.Path, StringComparer.Ordinal);
        PythonFile[] unread = [.. files.Where(file => file.Problem is not null)];
        Unread = unread.Length == 0 && notes.Count == 0 ? null : string.Join("; ",
            [.. notes, .. unread.Take(2).Select(file => $"{file.Path} could not be read: {file.Problem}"),
            .. unread.Length > 2 ? [$"nor could {Counted.Of(unread.Length - 2, "more file")}"] : Array.Empty<string>()]);
    }

    /// <summary>In the order of their paths; those of tests, documentation and what others made are not among them.</summary>
    public IReadOnlyList<PythonFile> Files { get; }

    /// <summary>What could not be read, and why; null where all was.</summary>
    public string? Unread { get; }

    /// <summary>What somebody starts: files that no other imports, and those that say what they do when they are run.</summary>
    public IReadOnlyList<StartedProgram> Programs => programs ??= FindPrograms();

    /// <summary>Whether a file is a test, documentation, an installer, or something that others made.</summary>
    internal static bool IsOfTests(string path)
    {
        var parts = path.Split('/');
        return parts[..^1].Any(NotRun.Contains) || parts[^1] is "setup.py" or "conftest.py" or "noxfile.py"
            || parts[^1].StartsWith("test_", StringComparison.Ordinal) || parts[^1].EndsWith("_test.py", StringComparison.Ordinal);
    }

    private StartedProgram[] FindPrograms()
    {
        var used = Files.SelectMany(file => ImportedBy(file).Where(other => other != file)).Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        return [.. Files.Where(file => file.HasMain || !used.Contains(file.Path)).Select(file => new StartedProgram(file, ReachedFrom(file)))];
    }

    private List<PythonFile> ReachedFrom(PythonFile start)
    {
        var reached = new List<PythonFile> { start };
        for (var at = 0; at < reached.Count; at++)
        {
            reached.AddRange(ImportedBy(reached[at]).Where(file => !reached.Contains(file)).ToArray());
        }

        return reached;
    }

    private IReadOnlyList<PythonFile> ImportedBy(PythonFile file) =>
        imported.TryGetValue(file.Path, out var known) ? known : imported[file.Path] =
            [.. file.Imports.SelectMany(import => Candidates(file.Path, import)).Select(path =>
                byPath.GetValueOrDefault(path)).OfType<PythonFile>().Distinct()];

    /// <summary>Where an imported module may lie: beside the file, below a folder around it or its <c>src</c>, or as many folders up as it has dots.</summary>
    private static IEnumerable<string> Candidates(string path, PythonImport import)
    {
        var parts = path.Split('/')[..^1];
        string[] module = import.Module.Length == 0 ? [] : import.Module.Split('.');
        var bases = import.Level > 0
            ? import.Level - 1 <= parts.Length ? [parts[..(parts.Length - import.Level + 1)]] : []
            : Enumerable.Range(0, parts.Length + 1).Select(length => parts[..(parts.Length - length)]).SelectMany(folder => (string[][])[folder, [.. folder,
                "src"]]);
        foreach (var folder in bases)
        {
            for (var length = module.Length; length >= 0; length--)
            {
                var name = string.Join('/', folder.Concat(module[..length]));
                if (length > 0)
                {
                    yield return name + ".py";
                }

                if (length > 0 || import.Level > 0)
                {
                    yield return name.Length == 0 ? "__init__.py" : name + "/__init__.py";
                }

                if (length == module.Length)
                {
                    foreach (var inner in import.Names ?? [])
                    {
                        yield return name.Length == 0 ? inner + ".py" : $"{name}/{inner}.py";
                    }
                }
            }
        }
    }
}
