using System.CommandLine;
using Lockstep.Answers;
using Lockstep.Cli.Display;
using Lockstep.Cli.Frame;
using Lockstep.Files;
using Lockstep.Snapshots;

namespace Lockstep.Cli.Commands.Data;

/// <summary>Writes the manifest of a folder, in place.</summary>
internal static class SealCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "The data set's folder." };
        var name = new Option<string?>("--name") { HelpName = "NAME", Description = "The snapshot's name; the folder's own without it." };
        var force = new Option<bool>("--force") { Description = "Replace the seal of a folder whose files changed since: it is another data set then." };
        return new Command("seal", "Write DIR/manifest.json: every file's path, size and SHA-256, and the manifest's ID.") { folder, name, force }.WithHelp("""
            Example:
              lockstep data seal data/cats-dogs-v1

            A sealed folder that changed is refused, with what changed; --force makes another data set of it.

            Exit codes: 0 sealed; 1 it was sealed before, and changed since; 2 wrong usage; 3 it can't be sealed.
            """).Writes(parsed => [WrittenPlaces.Beside(RealPath.Of(parsed.GetRequiredValue(folder)))]).Runs(async (parsed, terminal, cancellation) =>
        {
            var snapshot = NamedSnapshot.Existing(parsed.GetRequiredValue(folder));
            var before = snapshot.HasManifest ? Before(snapshot, parsed.GetValue(force)) : null;
            var called = parsed.GetValue(name) ?? before?.Name ?? Path.GetFileName(snapshot.Folder);
            var manifest = await Task.Run(
                () => snapshot.Describe(called, trustUntouched: false, TimeProvider.System, hashedBytes: null, cancellation), cancellation)
                .ConfigureAwait(false);
            var changes = before is null ? null : ManifestDiff.SinceSeal(before, manifest);
            if (before is not null && changes is { IsEmpty: false } && !parsed.GetValue(force))
            {
                return Refuse(terminal, parsed.GetRequiredValue(folder), before, manifest, changes);
            }

            var isAsBefore = before is not null && before.IsSealed && before.Id == manifest.Id && before.Name == manifest.Name;
            if (!isAsBefore)
            {
                snapshot.Write(manifest);
            }

            DataReport.Print(terminal, snapshot, manifest);
            if (changes is { IsEmpty: false })
            {
                terminal.Warning(
                    $"this replaced the manifest {before?.Id}: the folder is another data set now, and runs of the old one can't be repeated on it.");
            }
            else if (isAsBefore)
            {
                terminal.Message("It was sealed before, and nothing changed since: the manifest stays as it is.");
            }

            var reading = DataReport.Describe(terminal, snapshot, manifest);
            terminal.Result($"In a recipe: data: {{manifest: {manifest.Id}}}");
            terminal.Message($"See what is in it: lockstep data show {ShellWord.Of(parsed.GetRequiredValue(folder))}");
            terminal.Json(DataAnswer.Of(snapshot, manifest, reading));
            return ExitCode.Success;
        });
    }

    /// <summary>The seal that is there; one that can't be read is replaced where that is asked for.</summary>
    /// <exception cref="LockstepException">It can't be read, so what it was of can't be told.</exception>
    private static Manifest? Before(Snapshot snapshot, bool force)
    {
        try
        {
            return Manifest.Load(snapshot.ManifestPath);
        }
        catch (ManifestException) when (force)
        {
            return null;
        }
        catch (ManifestException exception)
        {
            throw new LockstepException($"{exception.Message} Nothing was written: whether the folder changed since it was sealed can't be told.", exception);
        }
    }

    private static int Refuse(Terminal terminal, string folder, Manifest before, Manifest now, ManifestDiff changes)
    {
        DataDiffCommand.PrintFiles(terminal, changes);
        terminal.Json(DataDiffAnswer.OfFiles(changes, before, now));
        terminal.Error($"{folder}: is sealed as {before.Id[..12]}, and changed since: {changes.Added.Count} added, {changes.Removed.Count} removed, "
            + $"{changes.Changed.Count} changed, {changes.Renamed.Count} renamed. Nothing was written.\n"
            + (changes is { Added: [], Changed: [], Renamed: [] } && changes.Removed.All(file => Bookkeeping.Holds(file.RelPath))
                ? "All of that is other programs' bookkeeping, which is no longer sealed: --force seals the folder without it. "
                    + $"Runs of {before.Id[..12]} can't be repeated on it then."
                : Advice(folder, before)));
        return ExitCode.No;
    }

    private static string Advice(string folder, Manifest before) =>
        $"Bring the files back; or make a new version beside it, 'lockstep data snapshot {ShellWord.Of(folder)} DEST'; or replace the seal with --force: "
        + $"runs of {before.Id[..12]} can't be repeated on the folder then.";
}
