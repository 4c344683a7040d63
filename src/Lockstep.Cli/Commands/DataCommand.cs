using System.CommandLine;
using Lockstep.Cli.Commands.Data;
using Lockstep.Data;

namespace Lockstep.Cli.Commands;

/// <summary>The commands on data sets, one a file below <c>Data/</c>.</summary>
internal static class DataCommand
{
    public static Command Create() => new("data", "Seal a data set with a manifest, check it against one, and move it between machines.")
    {
        SealCommand.Create(),
        VerifyCommand.Create(),
        PushCommand.Create(),
    };

    /// <exception cref="UsageException">There is no such folder.</exception>
    public static Snapshot Existing(string folder) =>
        Directory.Exists(folder) ? new Snapshot(folder) : throw new UsageException($"{folder}: no such folder.");
}
