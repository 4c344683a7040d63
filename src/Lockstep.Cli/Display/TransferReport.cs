using System.CommandLine;
using Lockstep.Answers;
using Lockstep.Cli.Frame;
using Lockstep.Snapshots.Stores;

namespace Lockstep.Cli.Display;

/// <summary>What 'data push' and 'data pull' have in common to take and to say.</summary>
internal static class TransferReport
{
    public static Argument<string> Store() => new("STORE") { Description = "A folder, s3://BUCKET[/PREFIX] or azure://CONTAINER[/PREFIX]." };

    public static void Print(Terminal terminal, TransferSummary summary, string store, string folder)
    {
        terminal.Result($"snapshot   {summary.Name ?? "-"}, {Counted.Of(summary.Files, "file")}");
        terminal.Result($"id         {summary.Id}");
        terminal.Result($"moved      {summary.Moved} of {Counted.Of(summary.Objects, "object")}, {summary.MovedBytes} of {summary.Bytes} bytes; "
            + $"{summary.AlreadyThere} {(summary.AlreadyThere == 1 ? "was" : "were")} there already");
        terminal.Json(TransferAnswer.Of(summary, store, folder));
    }
}
