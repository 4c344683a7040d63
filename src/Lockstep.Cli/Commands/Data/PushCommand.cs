using System.CommandLine;
using Lockstep.Cli.Display;
using Lockstep.Cli.Frame;
using Lockstep.Snapshots;
using Lockstep.Snapshots.Stores;

namespace Lockstep.Cli.Commands.Data;

/// <summary>Sends a sealed folder to a store.</summary>
internal static class PushCommand
{
    public static Command Create()
    {
        var store = TransferReport.Store();
        var folder = new Argument<string>("SNAPSHOT") { Description = "A sealed data set's folder." };
        return new Command("push", "Send what a store lacks of a sealed folder, then its manifest; each file is hashed on the way, and checked on arrival.")
        {
            store, folder
        }.WithHelp("""
            Examples:
              lockstep data push /mnt/nas/data data/cats-dogs-v1
              lockstep data push s3://team-data/vision data/cats-dogs-v1       settings in AWS_REGION, AWS_PROFILE; AWS_ENDPOINT_URL for other servers
              lockstep data push azure://vision data/cats-dogs-v1              settings in AZURE_STORAGE_CONNECTION_STRING

            An interrupted push resumes when the command is given again.

            Exit codes: 0 all of it is there; 1 a file is not what the manifest says; 2 no such store or snapshot; 3 the store can't be reached or
            refuses; 130 interrupted.
            """).Writes(
                parsed => [StoreLocation.Parse(parsed.GetRequiredValue(store)) is { Kind: StoreKind.Folder } location ? location.Place : null],
                parsed => parsed.GetValue(folder))
            .Runs(async (parsed, terminal, cancellation) =>
        {
            var location = StoreLocation.Parse(parsed.GetRequiredValue(store));
            var snapshot = NamedSnapshot.Sealed(parsed.GetRequiredValue(folder));
            using var opened = location.Open(Environment.GetEnvironmentVariable);
            var summary = await TransferDisplay.ShowAsync(terminal, "sending", progress => SnapshotPush.RunAsync(snapshot, opened, progress, cancellation))
                .ConfigureAwait(false);
            TransferReport.Print(terminal, summary, opened.Location, snapshot.Folder);
            terminal.Message($"Get it elsewhere: lockstep data pull {ShellWord.Of(opened.Location)} {ShellWord.Of(summary.Name ?? summary.Id[..12])}");
            return ExitCode.Success;
        });
    }
}
