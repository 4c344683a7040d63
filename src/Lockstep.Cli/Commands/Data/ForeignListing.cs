using System.CommandLine;
using Lockstep.Answers;
using Lockstep.Cli.Frame;
using Lockstep.Files;
using Lockstep.Sharing.Bags;
using Lockstep.Sharing.Dvc;
using Lockstep.Snapshots;

namespace Lockstep.Cli.Commands.Data;

/// <summary>The check of a folder against what another tool recorded of it: a BagIt bag's manifests, DVC's listing.</summary>
internal static class ForeignListing
{
    public static Option<string?> Against { get; } = new("--against")
    {
        HelpName = "FILE",
        Description = "Compare with DVC's listing instead: NAME.dir, or NAME.dvc with the listing beside it or in a cache.",
    };

    /// <returns>The exit code, or null where the folder is to be checked against its own manifest.</returns>
    public static async Task<int?> VerifyAsync(Snapshot snapshot, ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        if (parsed.GetValue(Against) is { } against)
        {
            return await Task.Run(() => VerifyDvc(snapshot, against, terminal, cancellation), cancellation).ConfigureAwait(false);
        }

        return !snapshot.HasManifest && Bag.IsBag(snapshot.Folder)
            ? await Task.Run(() => VerifyBag(snapshot, terminal, cancellation), cancellation).ConfigureAwait(false)
            : null;
    }

    private static int VerifyDvc(Snapshot snapshot, string against, Terminal terminal, CancellationToken cancellation)
    {
        if (!Presence.IsFile(against))
        {
            throw new UsageException($"{against}: no such file. Expected DVC's listing NAME.dir, or NAME.dvc.");
        }

        var listing = DvcSource.Read(against);
        return Answer(terminal, listing.Verify(snapshot.Folder, cancellation), listing.Files.Count, $"DVC's listing {listing.Id}", listing.Id, "dvc");
    }

    private static int VerifyBag(Snapshot snapshot, Terminal terminal, CancellationToken cancellation)
    {
        var bag = Bag.Open(snapshot.Folder);
        if (bag.Fetch.Count > 0)
        {
            terminal.Warning(
                $"{Bag.FetchName} names {Counted.Of(bag.Fetch.Count, "file")} to fetch; nothing is fetched here, and those that are missing are listed.");
        }

        foreach (var warning in bag.Warnings)
        {
            terminal.Warning(warning);
        }

        foreach (var name in bag.UnknownManifests)
        {
            terminal.Warning($"{name} is by a digest that is not known here; it is not checked.");
        }

        var check = bag.Verify(cancellation);
        var id = bag.Info.FirstOrDefault(label => label.Key.Equals("External-Identifier", StringComparison.OrdinalIgnoreCase)).Value;
        return Answer(
            terminal, check.Findings, check.Files, $"the bag's {string.Join(" and ", bag.PayloadManifests.Select(manifest => manifest.Name))}", id, "bagit");
    }

    private static int Answer(Terminal terminal, IReadOnlyList<SnapshotFinding> findings, int files, string source, string? id, string format)
    {
        foreach (var finding in findings)
        {
            terminal.Result(finding.ToString());
        }

        terminal.Result(findings.Count == 0
            ? $"{Counted.Of(files, "file")}: all as {source} says"
            : $"{Counted.Of(findings.Count, "difference")} of {Counted.Of(files, "file")} from {source}");
        terminal.Json(DataCheckAnswer.Of(id, files, format, findings));
        return findings.Count == 0 ? ExitCode.Success : ExitCode.No;
    }
}
