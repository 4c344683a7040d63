using System.CommandLine;
using Lockstep.Answers;
using Lockstep.Cli.Frame;
using Lockstep.Files;
using Lockstep.Snapshots;

namespace Lockstep.Cli.Commands.Data;

/// <summary>Removes what no snapshot refers to from the local store.</summary>
internal static class GcCommand
{
    public static Command Create()
    {
        var yes = new Option<bool>("--yes") { Description = "Remove them; without it they are only shown." };
        return new Command("gc", "Show, and with --yes remove, objects of the local store that no snapshot refers to.") { yes }.WithHelp("""
            Examples:
              lockstep data gc
              lockstep data gc --yes

            Snapshots lose nothing: each has its own name for every file.
            """).Runs((parsed, terminal, _) =>
        {
            var store = LocalStore.Find(Environment.CurrentDirectory);
            using var alone = parsed.GetValue(yes) ? store.UseAlone() : null;
            var incoming = store.LeftIncoming();
            var gone = store.Registered().Where(snapshot => !new Snapshot(snapshot.Folder).HasManifest).ToArray();
            var leftovers = store.Leftovers();
            foreach (var snapshot in gone)
            {
                terminal.Result($"gone       {ShownPath.Of(snapshot.Folder)}, manifest {snapshot.ManifestId[..12]}");
            }

            if (parsed.GetValue(yes))
            {
                foreach (var (digest, _) in leftovers)
                {
                    store.Remove(digest);
                }

                foreach (var snapshot in gone)
                {
                    store.Forget(snapshot);
                }

                store.RemoveIncoming();
            }

            if (incoming.Count > 0)
            {
                terminal.Result($"{Counted.Of(incoming.Count, "file")}, {Counted.Of(incoming.Sum(item => item.Bytes), "byte")}, "
                    + $"that stopped commands left on their way in{(parsed.GetValue(yes) ? ": removed" : "")}");
            }

            var bytes = leftovers.Sum(item => item.Bytes);
            terminal.Result($"{Counted.Of(leftovers.Count, "object")}, {Counted.Of(bytes, "byte")}, "
                + "that no snapshot refers to"
                + (leftovers.Count + incoming.Count == 0 ? ""
                    : parsed.GetValue(yes) ? ": removed"
                    : $"; remove {(leftovers.Count + incoming.Count == 1 ? "it" : "them")} with 'lockstep data gc --yes'"));
            terminal.Json(StoreLeftoversAnswer.Of(store, leftovers, incoming, gone, parsed.GetValue(yes)));
            return Task.FromResult(ExitCode.Success);
        });
    }
}
