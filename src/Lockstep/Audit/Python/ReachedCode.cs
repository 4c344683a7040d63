namespace Lockstep.Audit.Python;

/// <summary>
/// Which functions of a program can be called when it is started, by their names alone: one that no reached code names is not. Methods of a class that
/// derives from a class of a library, which calls them, are reached with the class.
/// </summary>
internal sealed class ReachedCode
{
    private readonly HashSet<string> defined;
    private readonly HashSet<string> names = new(StringComparer.Ordinal);
    private readonly HashSet<(string File, string Scope)> scopes = [];

    /// <param name="start">Of which alone it counts what it does only where it is started.</param>
    public ReachedCode(PythonFile start, IReadOnlyList<PythonFile> files)
    {
        defined = files.SelectMany(file => file.Definitions).Select(definition => definition.Name).ToHashSet(StringComparer.Ordinal);
        Reach(start, PythonFile.WhenStarted);
        foreach (var file in files)
        {
            Reach(file, "");
        }

        var left = files.SelectMany(file => file.Definitions, (file, definition) => (File: file, Definition: definition)).ToList();
        while (left.RemoveAll(one => IsReached(one.File, one.Definition) && Reach(one.File, one.Definition.FullName)) > 0)
        {
        }
    }

    /// <summary>Whether a function, as <see cref="PythonCall.Within"/> names it, is reached.</summary>
    public bool Holds(PythonFile file, string scope) => scopes.Contains((file.Path, scope));

    /// <summary>Whether the project has a function or a class of that name.</summary>
    public bool Defines(string name) => defined.Contains(name);

    private bool IsReached(PythonFile file, PythonDefinition definition) =>
        (definition.Within.Length == 0 || Holds(file, definition.Within))
        && (definition.IsDecorated || names.Contains(definition.Name) || (definition.Within.Length > 0 && IsCalledByOthers(file, definition)));

    /// <summary>Whether it is a method that no code of the project need name.</summary>
    private bool IsCalledByOthers(PythonFile file, PythonDefinition method) =>
        file.Definitions.FirstOrDefault(around => around.IsClass && around.FullName == method.Within) is { } type
        && (method.Name.StartsWith("__", StringComparison.Ordinal) || type.Bases.Any(name => !defined.Contains(name[(name.LastIndexOf('.') + 1)..])));

    private bool Reach(PythonFile file, string scope)
    {
        names.UnionWith(file.Named.GetValueOrDefault(scope) ?? []);
        return scopes.Add((file.Path, scope));
    }
}
