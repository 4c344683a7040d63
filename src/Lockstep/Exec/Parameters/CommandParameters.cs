using System.Text.Json.Nodes;
using Lockstep.Code.Restoring;

namespace Lockstep.Exec.Parameters;

/// <summary>What a command ran with: what its own reader of arguments returned, and the files of settings that it read.</summary>
/// <param name="All">By source, then as they stand there.</param>
/// <param name="Notes">What could not be read, a sentence each.</param>
internal sealed record CommandParameters(IReadOnlyList<CommandParameter> All, IReadOnlyList<string> Notes)
{
    private const int MostFiles = 100;

    /// <summary>The same with places in a restored tree called as in the recorded one, for which it stands: they are no other parameters.</summary>
    /// <param name="tree">The restored one; null where nothing is restored.</param>
    public CommandParameters Named(RestoredTree? tree) => tree is null ? this
        : this with { All = [.. All.Select(parameter => parameter with { Value = Named(parameter.Value, tree) })] };

    private static string Named(string value, RestoredTree tree) => value.Replace(tree.Root, tree.Recorded, StringComparison.Ordinal)
        .Replace(tree.Top + "/", tree.RecordedTop.TrimEnd('/') + "/", StringComparison.Ordinal);

    /// <param name="folder">The working folder.</param>
    /// <param name="filesRead">Files that the command opened for reading, absolute; those of YAML, JSON and TOML below the folder are read.</param>
    /// <param name="argparse">The events <c>argparse</c> of its processes: <c>prog</c>, <c>values</c>, <c>defaults</c>.</param>
    public static CommandParameters Read(string folder, IEnumerable<string> filesRead, IEnumerable<JsonObject> argparse)
    {
        var notes = new List<string>();
        var all = ArgumentParameters.Of(argparse);
        var below = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) is var root && root == "/" ? root : root + "/";
        var files = filesRead
            .Where(path => path.StartsWith(below, StringComparison.Ordinal) && SettingsFile.IsNamedSo(path))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToArray();
        foreach (var path in files.Take(MostFiles))
        {
            all.AddRange(SettingsFile.Read(path, path[below.Length..], notes));
        }

        if (files.Length > MostFiles)
        {
            notes.Add($"{files.Length} files of YAML, JSON and TOML were read: the first {MostFiles} are taken for parameters.");
        }

        return new CommandParameters(all, notes);
    }
}
