using System.CommandLine;
using System.Text.Json.Nodes;
using Lockstep.Data;

namespace Lockstep.Cli.Commands;

/// <summary>Seals a data set and checks one.</summary>
internal static class DataCommand
{
    public static Command Create() => new("data", "Seal a data set with a manifest, and check it against one.") { CreateSeal(), CreateVerify() };

    private static Command CreateSeal()
    {
        var folder = new Argument<string>("DIR") { Description = "The data set's folder." };
        var name = new Option<string?>("--name") { HelpName = "NAME", Description = "The snapshot's name; the folder's own without it." };
        return new Command("seal", "Write DIR/manifest.json: every file's path, size and SHA-256, and the manifest's ID.") { folder, name }.WithHelp("""
            Example:
              lockstep data seal data/cats-dogs-v1
            """).Runs(async (parsed, terminal, cancellation) =>
        {
            var snapshot = Existing(parsed.GetRequiredValue(folder));
            var before = snapshot.HasManifest ? TryLoad(snapshot) : null;
            var manifest = await Task.Run(() => snapshot.Seal(parsed.GetValue(name) ?? Path.GetFileName(snapshot.Folder), hashedBytes: null, cancellation), cancellation).ConfigureAwait(false);
            terminal.Result($"manifest   {RunReport.Shown(snapshot.ManifestPath)}");
            terminal.Result($"id         {manifest.Id}");
            terminal.Result($"files      {manifest.Files.Count}, {manifest.Bytes} bytes");
            if (before is not null && before.Id != manifest.Id)
            {
                terminal.Warning($"this replaced the manifest {before.Id}: the folder is another data set now, and runs of the old one can't be repeated on it.");
            }

            terminal.Json(new JsonObject { ["id"] = manifest.Id, ["name"] = manifest.Name, ["folder"] = snapshot.Folder, ["files"] = manifest.Files.Count, ["bytes"] = manifest.Bytes });
            return ExitCode.Success;
        });
    }

    private static Command CreateVerify()
    {
        var folder = new Argument<string>("DIR") { Description = "A sealed data set's folder." };
        return new Command("verify", "Read every file of DIR and compare it with DIR/manifest.json; every difference is listed.") { folder }.WithHelp("""
            Exit codes: 0 all as sealed; 1 something differs; 3 it can't be checked.
            """).Runs(async (parsed, terminal, cancellation) =>
        {
            var snapshot = Existing(parsed.GetRequiredValue(folder));
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

    private static Snapshot Existing(string folder) =>
        Directory.Exists(folder) ? new Snapshot(folder) : throw new UsageException($"{folder}: no such folder.");

    /// <summary>A broken manifest is about to be replaced, which is how it is mended.</summary>
    private static Manifest? TryLoad(Snapshot snapshot)
    {
        try
        {
            return Manifest.Load(snapshot.ManifestPath);
        }
        catch (ManifestException)
        {
            return null;
        }
    }
}
