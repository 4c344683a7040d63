using System.CommandLine;
using Lockstep.Data;

namespace Lockstep.Cli.Commands.Data;

/// <summary>Writes the manifest of a folder, in place.</summary>
internal static class SealCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "The data set's folder." };
        var name = new Option<string?>("--name") { HelpName = "NAME", Description = "The snapshot's name; the folder's own without it." };
        return new Command("seal", "Write DIR/manifest.json: every file's path, size and SHA-256, and the manifest's ID.") { folder, name }.WithHelp("""
            Example:
              lockstep data seal data/cats-dogs-v1
            """).Runs(async (parsed, terminal, cancellation) =>
        {
            var snapshot = DataCommand.Existing(parsed.GetRequiredValue(folder));
            var before = snapshot.HasManifest ? TryLoad(snapshot) : null;
            var manifest = await Task.Run(() => snapshot.Seal(parsed.GetValue(name) ?? Path.GetFileName(snapshot.Folder), TimeProvider.System, hashedBytes: null, cancellation), cancellation).ConfigureAwait(false);
            DataCommand.Print(terminal, snapshot, manifest);
            if (before is not null && before.Id != manifest.Id)
            {
                terminal.Warning($"this replaced the manifest {before.Id}: the folder is another data set now, and runs of the old one can't be repeated on it.");
            }

            var answer = DataCommand.ToJson(snapshot, manifest);
            answer["dataset"] = DataCommand.Describe(terminal, snapshot, manifest);
            terminal.Result($"In a recipe: data: {{manifest: {manifest.Id}}}");
            terminal.Message($"See what is in it: lockstep data show {parsed.GetRequiredValue(folder)}");
            terminal.Json(answer);
            return ExitCode.Success;
        });
    }

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
