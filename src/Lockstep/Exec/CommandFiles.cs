using System.Globalization;
using Lockstep.Files;
using Lockstep.Locks;
using Lockstep.Runs;

namespace Lockstep.Exec;

/// <summary>How a command's files are called in its record, and where they are.</summary>
internal static class CommandFiles
{
    /// <summary>What a name is from: the root of the repository, or the working folder.</summary>
    public static string RootOf(PreparedCommand prepared) => prepared.Git is { } git && IsWithin(prepared.Folder, git.Root) ? git.Root : prepared.Folder;

    /// <summary>Where a file lies that a recorded lock names.</summary>
    public static string PathOf(PreparedCommand prepared, RecordedCommand recorded, string name) =>
        !recorded.Outside.TryGetValue(name, out var outside) ? Path.Combine(RootOf(prepared), name)
            : prepared.Tree?.PlaceOf(outside) is { } restored && Presence.IsFile(restored) ? restored : outside;

    /// <summary>Where a run keeps the manifest of a snapshot.</summary>
    /// <param name="index">In the recipe's list, from 0.</param>
    public static string ManifestPath(RunFolder run, int index) =>
        index == 0 ? run.ManifestPath : Path.Combine(run.FullPath, "locks", string.Create(CultureInfo.InvariantCulture, $"manifest.{index + 1}.json"));

    public static bool IsWithin(string path, string folder) => PathWithin.Folder(path, folder);
}
