using System.CommandLine;
using Lockstep.Cli.Commands.Data;
using Lockstep.Vision.Extending;

namespace Lockstep.Cli.Commands;

/// <summary>The commands on data sets, one a file below <c>Data/</c>.</summary>
internal static class DataCommand
{
    public static Command Create(Extensions extensions) => new("data", "Fetch data sets, freeze them, check them, compare them, and move them.")
    {
        GetCommand.Create(),
        SealCommand.Create(),
        SnapshotCommand.Create(),
        ShowCommand.Create(),
        PixelsCommand.Create(),
        VerifyCommand.Create(),
        IndexCommand.Create(extensions),
        Data.DataDiffCommand.Create(),
        ListCommand.Create(),
        SplitCommand.Create(),
        PushCommand.Create(),
        PullCommand.Create(),
        GcCommand.Create(),
        ExportCommand.Create(),
    };
}
