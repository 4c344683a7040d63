using System.CommandLine;
using Lockstep.Cli.Commands.Data;
using Lockstep.Data;

namespace Lockstep.Cli.Commands;

/// <summary>The commands on data sets, one a file below <c>Data/</c>.</summary>
internal static class DataCommand
{
    public static Command Create() => new("data", "Seal a data set with a manifest, check it against one, and describe it.")
    {
        SealCommand.Create(),
        ShowCommand.Create(),
        PixelsCommand.Create(),
        VerifyCommand.Create(),
    };

    /// <exception cref="UsageException">There is no such folder.</exception>
    public static Snapshot Existing(string folder) =>
        Directory.Exists(folder) ? new Snapshot(folder) : throw new UsageException($"{folder}: no such folder.");

    /// <summary>The manifest at the snapshot's root, or one of what lies there now.</summary>
    public static Manifest ManifestOf(Snapshot snapshot, CancellationToken cancellation) => snapshot.HasManifest
        ? Manifest.Load(snapshot.ManifestPath)
        : snapshot.Describe(Path.GetFileName(snapshot.Folder), hashedBytes: null, cancellation);
}
