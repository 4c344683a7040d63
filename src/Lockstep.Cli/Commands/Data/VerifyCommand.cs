using System.CommandLine;
using System.Text.Json.Nodes;
using Lockstep.Data;

namespace Lockstep.Cli.Commands.Data;

/// <summary>Checks a data set against its manifest.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "A sealed data set's folder." };
        return new Command("verify", "Read every file of DIR and compare it with DIR/manifest.json; every difference is listed.") { folder, ForeignListing.Against }.WithHelp("""
            A BagIt bag is checked by its own manifests; with --against, by DVC's listing.

            Exit codes: 0 all as sealed; 1 something differs; 3 it can't be checked.
            """).Runs(async (parsed, terminal, cancellation) =>
        {
            var snapshot = DataCommand.Existing(parsed.GetRequiredValue(folder));
            if (await ForeignListing.VerifyAsync(snapshot, parsed, terminal, cancellation).ConfigureAwait(false) is { } answered)
            {
                return answered;
            }

            if (!snapshot.HasManifest)
            {
                throw new LockstepException($"{snapshot.Folder}: has no {Manifest.FileName} to check against. Write one with 'lockstep data seal {snapshot.Folder}'.");
            }

            var manifest = Manifest.Load(snapshot.ManifestPath);
            var findings = await Task.Run(() => snapshot.Verify(manifest, hashedBytes: null, cancellation), cancellation).ConfigureAwait(false);
            foreach (var finding in findings)
            {
                terminal.Result(finding.ToString());
            }

            terminal.Result(findings.Count == 0
                ? $"{manifest.Files.Count} files, {manifest.Bytes} bytes: all as manifest {manifest.Id} says"
                : $"{findings.Count} of {manifest.Files.Count} files differ from manifest {manifest.Id}");
            terminal.Json(new JsonObject
            {
                ["id"] = manifest.Id,
                ["ok"] = findings.Count == 0,
                ["files"] = manifest.Files.Count,
                ["findings"] = new JsonArray([.. findings.Select(finding => new JsonObject { ["kind"] = RunReport.Word(finding.Kind), ["relpath"] = finding.RelPath, ["message"] = finding.Message })]),
            });
            return findings.Count == 0 ? ExitCode.Success : ExitCode.No;
        });
    }
}
