using System.CommandLine;
using Lockstep.Cli.Display;
using Lockstep.Cli.Frame;
using Lockstep.Files;
using Lockstep.Snapshots;
using Lockstep.Snapshots.Stores;

namespace Lockstep.Cli.Commands.Data;

/// <summary>Gets a snapshot from a store.</summary>
internal static class PullCommand
{
    public static Command Create()
    {
        var store = TransferReport.Store();
        var name = new Argument<string>("SNAPSHOT")
        {
            Description = $"A snapshot there: its name, its ID, or the first {SnapshotCatalog.FewestDigits} digits of the ID or more."
        };
        var destination = new Argument<string?>("DEST") { Arity = ArgumentArity.ZeroOrOne, Description = "A new folder for it; data/NAME without it." };
        return new Command("pull", "Get a snapshot from a store, each file checked on arrival; the folder appears whole or not at all.")
        {
            store, name, destination
        }.WithHelp("""
            Examples:
              lockstep data pull s3://team-data/vision cats-dogs-v1            into data/cats-dogs-v1
              lockstep data pull /mnt/nas/data b5bb9d80 data/cats-dogs-v1
              lockstep data pull azure://vision list                           a name that is not there: lists what is

            What .lockstep has of it already isn't moved, so an interrupted pull resumes when the command is given again.

            Exit codes: 0 it is here; 1 a file is not what the manifest says; 2 no such store or snapshot; 3 the store can't be reached or refuses, or
            DEST is taken; 130 interrupted.
            """)
            .Writes(parsed => [WrittenPlaces.Beside(parsed.GetValue(destination) ?? "data/new"), LocalStore.Find(Environment.CurrentDirectory).Folder])
            .Runs(async (parsed, terminal, cancellation) =>
        {
            using var opened = StoreLocation.Parse(parsed.GetRequiredValue(store)).Open(Environment.GetEnvironmentVariable);
            var manifest = await SnapshotPull.FindAsync(opened, parsed.GetRequiredValue(name), cancellation).ConfigureAwait(false);
            var folder = Path.GetFullPath(parsed.GetValue(destination) ?? FolderOf(manifest));
            var local = LocalStore.Find(Environment.CurrentDirectory);
            var summary = await TransferDisplay.ShowAsync(
                terminal, "getting", progress => SnapshotPull.RunAsync(manifest, opened, local, folder, progress, cancellation)).ConfigureAwait(false);
            DataReport.PrintWarnings(terminal, local);
            TransferReport.Print(terminal, summary, opened.Location, folder);
            terminal.Result($"folder     {ShownPath.Of(folder)}");
            return ExitCode.Success;
        });
    }

    /// <exception cref="UsageException">The name can't be a folder's.</exception>
    private static string FolderOf(Manifest manifest) => manifest.Name is { } name
        && ManifestEntry.ProblemOf(name) is null && !name.Contains('/', StringComparison.Ordinal)
        ? Path.Combine("data", name)
        : throw new UsageException($"The snapshot {manifest.Id[..12]} has {(manifest.Name is null ? "no name" : "a name that no folder can have")}; "
            + $"say where to: lockstep data pull STORE {manifest.Id[..12]} DEST");
}
