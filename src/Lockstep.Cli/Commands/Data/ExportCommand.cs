using System.CommandLine;
using System.Text.Json.Nodes;
using Lockstep.Answers;
using Lockstep.Cli.Display;
using Lockstep.Cli.Frame;
using Lockstep.Files;
using Lockstep.Locks;
using Lockstep.Sharing.Bags;
using Lockstep.Sharing.Croissant;
using Lockstep.Sharing.Dvc;
using Lockstep.Snapshots;

namespace Lockstep.Cli.Commands.Data;

/// <summary>Writes a sealed data set, or the description of one, in a form that other tools read.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "A sealed data set's folder." };
        var bagit = new Option<bool>("--bagit") { Description = "A BagIt bag (RFC 8493): the files under data/, with their SHA-256." };
        var croissant = new Option<bool>("--croissant") { Description = "A description in Croissant 1.1, JSON-LD." };
        var dvc = new Option<bool>("--dvc") { Description = "DVC's NAME.dvc, and beside it the listing NAME.dir." };
        var output = new Option<string?>("--output", "-o")
        {
            HelpName = "OUT",
            Description = "Where to: DIR.bag, DIR.croissant.json or DIR.dvc without it; '-' prints a description."
        };
        var copy = new Option<bool>("--copy") { Description = "BagIt: copy the files even where hard links would do." };
        var license = new Option<string?>("--license") { HelpName = "URL", Description = "Croissant: the data set's licence." };
        var url = new Option<string?>("--url") { HelpName = "URL", Description = "Croissant: the data set's page." };
        var creator = new Option<string?>("--creator") { HelpName = "NAME", Description = "Croissant: who made the data set." };
        var description = new Option<string?>("--description") { HelpName = "TEXT", Description = "Croissant: what the data set is." };
        return new Command("export", "Check DIR, then write it as a BagIt bag, or describe it for Croissant or DVC.")
        {
            folder, bagit, croissant, dvc, output, copy, license, url, creator, description
        }.WithHelp("""
            Examples:
              lockstep data export data/cats-v1 --bagit             data/cats-v1.bag
              lockstep data export data/cats-v1 --croissant -o -    the description, on stdout
              lockstep data export data/cats-v1 --dvc               data/cats-v1.dvc and data/cats-v1.dir

            Exit codes: 0 written; 1 DIR differs from its manifest; 2 wrong usage; 3 it can't be written.
            """)
            .Writes(parsed => [parsed.GetValue(output) is { } to ? to == "-" ? null : to : WrittenPlaces.Beside(parsed.GetRequiredValue(folder))])
            .Runs(async (parsed, terminal, cancellation) =>
        {
            var snapshot = NamedSnapshot.Sealed(parsed.GetRequiredValue(folder));
            var formats = new[] { bagit, croissant, dvc }.Where(parsed.GetValue).ToArray();
            if (formats is not [var format])
            {
                throw new UsageException("Say one of --bagit, --croissant and --dvc.");
            }

            if (format != croissant && parsed.GetValue(output) == "-")
            {
                throw new UsageException("-o -: only a description (--croissant) goes to stdout. Give a place.");
            }

            var manifest = (await HashingDisplay.Show(terminal, Manifest.Load(snapshot.ManifestPath).Bytes, progress =>
                Gate.Pass(snapshot, expected: null, "full", TimeProvider.System, progress, "so nothing was exported", cancellation))
                .ConfigureAwait(false)).Manifest;
            var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
            string Out(string ending) => parsed.GetValue(output) ?? Path.TrimEndingDirectorySeparator(snapshot.Folder) + ending;
            if (format == bagit)
            {
                var to = Out(".bag");
                await Task.Run(
                    () => BagWriter.Write(snapshot, manifest, to, today, $"Lockstep {LockstepBuild.This.Version}", parsed.GetValue(copy), cancellation),
                    cancellation)
                    .ConfigureAwait(false);
                return Answer(terminal, "bagit", to, manifest.Id, $"bag        {ShownPath.Of(to)}", $"manifest   {manifest.Id}");
            }

            if (format == dvc)
            {
                var to = Out(".dvc");
                var (listing, listingPath) = await Task.Run(() => DvcWriter.Write(snapshot, manifest, to, cancellation), cancellation).ConfigureAwait(false);
                return Answer(
                    terminal, "dvc", to, listing.Id, $"dvc        {ShownPath.Of(to)}", $"listing    {ShownPath.Of(listingPath)}",
                    $"id         {listing.Id}");
            }

            var details = new CroissantDetails(today, parsed.GetValue(description), parsed.GetValue(license), parsed.GetValue(url), parsed.GetValue(creator));
            return WriteCroissant(terminal, snapshot, manifest, Out(".croissant.json"), details);
        });
    }

    private static int WriteCroissant(Terminal terminal, Snapshot snapshot, Manifest manifest, string to, CroissantDetails details)
    {
        var unsaid = new[] { ("--license", details.License), ("--url", details.Url), ("--creator", details.Creator), ("--description", details.Description) }
            .Where(detail => detail.Item2 is null).Select(detail => detail.Item1).ToArray();
        if (unsaid.Length > 0)
        {
            terminal.Warning($"Croissant asks for what no file tells; say it with {string.Join(", ", unsaid)}.");
        }

        if (CroissantDescription.ImagesOf(snapshot, manifest) is null)
        {
            terminal.Warning("the files are not images in at least two class folders: they are described without records of images and labels.");
        }

        var besideTheSnapshot = Path.GetDirectoryName(snapshot.Folder) ?? "/";
        if (to == "-")
        {
            // With --json the description itself is the one object on stdout.
            var text = CroissantDescription.Describe(snapshot, manifest, besideTheSnapshot, details);
            terminal.Result(text.TrimEnd('\n'));
            terminal.Json(JsonNode.Parse(text) ?? new JsonObject());
            return ExitCode.Success;
        }

        CroissantDescription.Write(snapshot, manifest, to, details);
        return Answer(terminal, "croissant", to, manifest.Id, $"croissant  {ShownPath.Of(to)}");
    }

    private static int Answer(Terminal terminal, string format, string to, string id, params string[] lines)
    {
        foreach (var line in lines)
        {
            terminal.Result(line);
        }

        terminal.Json(ExportAnswer.Of(format, to, id));
        return ExitCode.Success;
    }
}
