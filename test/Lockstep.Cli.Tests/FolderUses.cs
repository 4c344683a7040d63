using Mono.Cecil;

namespace Lockstep.Cli.Tests;

/// <summary>
/// Which folders of a project use which others of it. A type's folder is its namespace below the project's name; that of the project itself is "".
/// </summary>
internal static class FolderUses
{
    public static IEnumerable<FolderUse> Of(string project) => Compiled(project).Concat(Named(project)).Where(use => use.FromFolder != use.ToFolder).Distinct();

    /// <summary>What the compiled assembly says, of signatures and bodies.</summary>
    private static IReadOnlyList<FolderUse> Compiled(string project)
    {
        using var module = ModuleDefinition.ReadModule(Path.Combine(AppContext.BaseDirectory, project + ".dll"));
        return
        [
            .. module.GetTypes()
                .SelectMany(type => UsedTypes.Of(type).Select(used => (From: Outermost(type), To: Outermost(used))))
                .Where(use => Lies(use.From.Namespace, project) && Lies(use.To.Namespace, project))
                .Select(use => new FolderUse(FolderOf(use.From.Namespace, project), use.From.Name, FolderOf(use.To.Namespace, project), use.To.Name))
        ];
    }

    /// <summary>What the using lines say: a constant leaves no trace in what is compiled. A using that isn't needed doesn't build.</summary>
    private static IEnumerable<FolderUse> Named(string project)
    {
        var files = SourceFolders.Of(project);
        var folders = files.Select(file => file.Folder).ToHashSet(StringComparer.Ordinal);
        return files
            .SelectMany(file => file.Usings.Where(used => Lies(used, project))
                .Select(used => new FolderUse(file.Folder, Path.GetFileName(file.Path), FolderOf(used, project), used)))
            .Where(use => folders.Contains(use.ToFolder));
    }

    private static TypeReference Outermost(TypeReference type) => type.DeclaringType is null ? type : Outermost(type.DeclaringType);

    private static bool Lies(string space, string project) => space == project || space.StartsWith(project + ".", StringComparison.Ordinal);

    private static string FolderOf(string space, string project) => space.Length == project.Length ? "" : space[(project.Length + 1)..].Replace('.', '/');
}

/// <summary>A type of one folder, or a file's using line, that uses a type of another.</summary>
internal sealed record FolderUse(string FromFolder, string FromType, string ToFolder, string ToType) : IComparable<FolderUse>
{
    public string Folders => $"{FromFolder} > {ToFolder}";

    public int CompareTo(FolderUse? other) => string.CompareOrdinal(ToString(), other?.ToString());

    public override string ToString() => $"{Folders}: {FromType} uses {ToType}";
}
