using System.CommandLine;
using Lockstep.Cli.Commands.Data;
using Lockstep.Data;

namespace Lockstep.Cli.Commands;

/// <summary>The commands on data sets, one a file below <c>Data/</c>.</summary>
internal static class DataCommand
{
    public static Command Create() => new("data", "Fetch a data set, seal it with a manifest, and check it against one.")
    {
        GetCommand.Create(),
        SealCommand.Create(),
        VerifyCommand.Create(),
    };

    /// <exception cref="UsageException">There is no such folder.</exception>
    public static Snapshot Existing(string folder) =>
        Directory.Exists(folder) ? new Snapshot(folder) : throw new UsageException($"{folder}: no such folder.");
}
