using System.Globalization;
using Lockstep.Runs;

namespace Lockstep.Exec;

/// <summary>How a command's files are called in its record, and where they are.</summary>
internal static class CommandFiles
{
    /// <summary>What begins the name of a file outside the repository and the working folder.</summary>
    private const string Outside = "outside:";

    /// <summary>What a name is from: the root of the repository, or the working folder.</summary>
    public static string RootOf(PreparedCommand prepared) => prepared.Git is { } git && IsWithin(prepared.Folder, git.Root) ? git.Root : prepared.Folder;

    /// <summary>A file's name in a lock: no path of this machine, where it lies below the root.</summary>
    public static string NameOf(PreparedCommand prepared, string path) =>
        RootOf(prepared) is var root && IsWithin(path, root) ? Path.GetRelativePath(root, path) : Outside + path;

    public static string PathOf(PreparedCommand prepared, string name) =>
        name.StartsWith(Outside, StringComparison.Ordinal) ? name[Outside.Length..] : Path.Combine(RootOf(prepared), name);

    /// <summary>Where a run keeps the manifest of a snapshot.</summary>
    /// <param name="index">In the recipe's list, from 0.</param>
    public static string ManifestPath(RunFolder run, int index) =>
        index == 0 ? run.ManifestPath : Path.Combine(run.FullPath, "locks", string.Create(CultureInfo.InvariantCulture, $"manifest.{index + 1}.json"));

    public static bool IsWithin(string path, string folder) =>
        path.Length > folder.Length && path.StartsWith(folder, StringComparison.Ordinal) && (folder.EndsWith('/') || path[folder.Length] == '/') || path == folder;
}
