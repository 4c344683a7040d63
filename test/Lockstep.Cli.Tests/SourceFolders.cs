using System.Text.RegularExpressions;
using Lockstep.Tests.Shared;

namespace Lockstep.Cli.Tests;

/// <summary>The C# files of a project with their folder, "" for the project's own, and the namespace that they declare.</summary>
internal static partial class SourceFolders
{
    public static IReadOnlyList<SourceFile> Of(string project)
    {
        var root = Repository.PathOf("src/" + project);
        return
        [
            .. Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
                .Select(path => new SourceFile(
                    project,
                    Path.GetRelativePath(root, path).Replace('\\', '/'),
                    [.. File.ReadLines(path).Select(line => Using().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value)],
                    File.ReadLines(path).Select(line => Declared().Match(line)).FirstOrDefault(match => match.Success)?.Groups[1].Value))
                // The program's entry is statements alone.
                .Where(file => file.Path != "Program.cs")
        ];
    }

    [GeneratedRegex(@"^using (?:static |\w+ = )?([\w.]+);")]
    private static partial Regex Using();

    [GeneratedRegex(@"^namespace ([\w.]+);")]
    private static partial Regex Declared();
}

/// <param name="Path">Below the project's folder.</param>
/// <param name="Usings">The namespaces, or types, that its using lines name.</param>
internal sealed record SourceFile(string Project, string Path, IReadOnlyList<string> Usings, string? Namespace)
{
    public string Folder => System.IO.Path.GetDirectoryName(Path)!.Replace('\\', '/');

    public string NamespaceOfFolder => Folder.Length == 0 ? Project : $"{Project}.{Folder.Replace('/', '.')}";
}
