using System.CommandLine;
using System.Text.Json.Nodes;
using Lockstep.Data;

namespace Lockstep.Cli.Commands.Data;

/// <summary>Lists the snapshots of a project.</summary>
internal static class ListCommand
{
    public static Command Create() => new Command("list", "List the snapshots that were made with this project's store, and where they lie.").WithHelp("""
        Example:
          lockstep data list
        """).Runs((_, terminal, _) =>
    {
        var store = LocalStore.Find(Environment.CurrentDirectory);
        var snapshots = store.Registered().Select(snapshot => (snapshot.Folder, snapshot.ManifestId, Manifest: Current(snapshot.Folder))).ToArray();
        if (snapshots.Length == 0)
        {
            terminal.Message($"No snapshots in {store.Folder}. Make one with 'lockstep data snapshot SRC DEST'.");
        }

        var width = snapshots.Select(snapshot => RunReport.Shown(snapshot.Folder).Length).DefaultIfEmpty(0).Max();
        foreach (var (folder, id, manifest) in snapshots)
        {
            var state = manifest is null ? "gone" : manifest.Id == id ? $"{manifest.Files.Count} files, {manifest.Bytes} bytes" : $"sealed anew as {manifest.Id[..12]}";
            terminal.Result($"{RunReport.Shown(folder).PadRight(width)}  {id[..12]}  {state}");
        }

        terminal.Json(new JsonObject
        {
            ["store"] = store.Folder,
            ["snapshots"] = new JsonArray([.. snapshots.Select(snapshot => new JsonObject
            {
                ["folder"] = snapshot.Folder,
                ["id"] = snapshot.ManifestId,
                ["there"] = snapshot.Manifest?.Id == snapshot.ManifestId,
                ["files"] = snapshot.Manifest?.Files.Count,
                ["bytes"] = snapshot.Manifest?.Bytes,
            })]),
        });
        return Task.FromResult(ExitCode.Success);
    });

    private static Manifest? Current(string folder)
    {
        try
        {
            return new Snapshot(folder) is { HasManifest: true } snapshot ? Manifest.Load(snapshot.ManifestPath) : null;
        }
        catch (ManifestException)
        {
            return null;
        }
    }
}
