using System.CommandLine;
using Lockstep.Answers;
using Lockstep.Cli.Display;
using Lockstep.Cli.Frame;
using Lockstep.Files;
using Lockstep.Snapshots;

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
        var snapshots = store.Registered().Select(ListedSnapshot.Of).ToArray();
        if (snapshots.Length == 0)
        {
            terminal.Message($"No snapshots in {store.Folder}. Make one with 'lockstep data snapshot SRC DEST'.");
        }

        var width = snapshots.Select(snapshot => Cells.Of(ShownPath.Of(snapshot.Folder))).DefaultIfEmpty(0).Max();
        foreach (var (folder, id, manifest, problem) in snapshots)
        {
            var state = manifest is null ? problem : manifest.Id == id
                ? $"{Counted.Of(manifest.Files.Count, "file")}, {Counted.Of(manifest.Bytes, "byte")}"
                : $"sealed anew as {manifest.Id[..12]}";
            terminal.Result($"{Cells.Left(ShownPath.Of(folder), width)}  {id[..12]}  {state}");
        }

        terminal.Json(SnapshotListAnswer.Of(store, snapshots));
        return Task.FromResult(ExitCode.Success);
    });
}
