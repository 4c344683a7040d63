using System.CommandLine;
using Lockstep.Cli.Commands.Data;
using Lockstep.Data;

namespace Lockstep.Cli.Commands;

/// <summary>The commands on data sets, one a file below <c>Data/</c>.</summary>
internal static class DataCommand
{
    public static Command Create() => new("data", "Seal a data set with a manifest, check it against one, and list its samples.")
    {
        SealCommand.Create(),
        VerifyCommand.Create(),
        IndexCommand.Create(),
    };

    /// <exception cref="UsageException">There is no such folder.</exception>
    public static Snapshot Existing(string folder) =>
        Directory.Exists(folder) ? new Snapshot(folder) : throw new UsageException($"{folder}: no such folder.");
}
