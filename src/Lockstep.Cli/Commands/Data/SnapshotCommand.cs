using System.CommandLine;
using Lockstep.Answers;
using Lockstep.Cli.Display;
using Lockstep.Cli.Frame;
using Lockstep.Files;
using Lockstep.Snapshots;

namespace Lockstep.Cli.Commands.Data;

/// <summary>Freezes a folder as a snapshot that never changes.</summary>
internal static class SnapshotCommand
{
    public static Command Create()
    {
        var source = new Argument<string>("SRC") { Description = "The folder to freeze; it is only read." };
        var destination = new Argument<string>("DEST") { Description = "The new snapshot's folder; it appears whole or not at all." };
        var name = new Option<string?>("--name") { HelpName = "NAME", Description = "The snapshot's name; DEST's own without it." };
        var from =
            new Option<string?>("--from") { HelpName = "PREVIOUS", Description = "An earlier snapshot; files with the same content are shared with it." };
        var full = new Option<bool>("--full") { Description = "Read every file of SRC, also those that nobody touched since they were last hashed." };
        return new Command("snapshot", "Copy a folder to a new read-only one with its manifest; content that is stored already is not stored twice.")
        {
            source, destination, name, from, full
        }.WithHelp("""
            Examples:
              lockstep data snapshot photos data/cats-dogs-v1
              lockstep data snapshot photos data/cats-dogs-v2 --from data/cats-dogs-v1

            Contents are shared through the store .lockstep/objects: the nearest .lockstep here or above, or a new one here.

            Exit codes: 0 made; 1 PREVIOUS is not what its manifest says; 2 wrong usage; 3 it can't be made; 130 interrupted.
            """).Writes(
                parsed => [WrittenPlaces.Beside(parsed.GetRequiredValue(destination)), LocalStore.Find(Environment.CurrentDirectory).Folder],
                parsed => parsed.GetValue(source))
            .Runs(async (parsed, terminal, cancellation) =>
        {
            var origin = NamedSnapshot.Existing(parsed.GetRequiredValue(source));
            var previous = parsed.GetValue(from) is { } folder ? NamedSnapshot.Sealed(folder) : null;
            var store = LocalStore.Find(Environment.CurrentDirectory);
            var maker = new SnapshotMaker(store, TimeProvider.System);
            var made = await HashingDisplay.Show(terminal, long.MaxValue, progress => maker.Make(
                origin.Folder, parsed.GetRequiredValue(destination), parsed.GetValue(name), previous, !parsed.GetValue(full), progress, cancellation))
                .ConfigureAwait(false);
            DataReport.PrintWarnings(terminal, store);
            Print(terminal, made);
            return ExitCode.Success;
        });
    }

    private static void Print(Terminal terminal, NewSnapshot made)
    {
        var snapshot = new Snapshot(made.Folder);
        terminal.Result($"snapshot   {ShownPath.Of(made.Folder)}, read-only");
        DataReport.Print(terminal, snapshot, made.Manifest);
        terminal.Result($"stored     {made.Fresh} new contents, {made.FreshBytes} bytes; the rest was there");
        terminal.Result("shared     " + string.Join(
            ", ", made.Methods.OrderBy(method => method.Key).Select(method => $"{Counted.Of(method.Value, "file")} by {Word(method.Key)}")));
        terminal.Json(NewSnapshotAnswer.Of(made, DataReport.Describe(terminal, snapshot, made.Manifest)));
    }

    private static string Word(CloneMethod method) => method switch
    {
        CloneMethod.Reflink => "reflink",
        CloneMethod.HardLink => "hard link",
        _ => "copy",
    };
}
