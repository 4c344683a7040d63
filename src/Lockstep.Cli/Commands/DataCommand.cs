using System.CommandLine;
using System.Text.Json.Nodes;
using Lockstep.Cli.Commands.Data;
using Lockstep.Data;
using Lockstep.Data.Formats;
using Lockstep.Files;
using Lockstep.Recipes;
using Lockstep.Vision.Extending;

namespace Lockstep.Cli.Commands;

/// <summary>The commands on data sets, one a file below <c>Data/</c>.</summary>
internal static class DataCommand
{
    public static Command Create(Extensions extensions) => new("data", "Fetch data sets, freeze them, check them, compare them, and move them.")
    {
        GetCommand.Create(),
        SealCommand.Create(),
        SnapshotCommand.Create(),
        ShowCommand.Create(),
        PixelsCommand.Create(),
        VerifyCommand.Create(),
        IndexCommand.Create(extensions),
        Data.DataDiffCommand.Create(),
        ListCommand.Create(),
        SplitCommand.Create(),
        PushCommand.Create(),
        PullCommand.Create(),
        GcCommand.Create(),
        ExportCommand.Create(),
    };

    /// <exception cref="UsageException">There is no such folder.</exception>
    public static Snapshot Existing(string folder) =>
        Presence.IsFolder(folder) ? new Snapshot(folder) : throw new UsageException($"{folder}: no such folder.");

    /// <exception cref="UsageException">There is no such folder, or it has no manifest.</exception>
    public static Snapshot Sealed(string folder) => Existing(folder) is { HasManifest: true } snapshot
        ? snapshot
        : throw new UsageException($"{folder}: has no {Manifest.FileName}. {UnsealedFolder.Advice(folder)}");

    /// <summary>What a recipe's <c>data</c> section would say, with that format and all else by default.</summary>
    /// <exception cref="UsageException">There is no such format.</exception>
    public static DataRecipe ReadAs(string format) => DatasetFormats.Names.Contains(format)
        ? new DataRecipe(format, "auto", "apply", "fail")
        : throw new UsageException($"--format {format}: no such format. Expected {string.Join(", ", DatasetFormats.Names)}.");

    /// <summary>Says what a manifest holds, and what of it won't do elsewhere.</summary>
    public static void Print(Terminal terminal, Snapshot snapshot, Manifest manifest)
    {
        terminal.Result($"manifest   {RunReport.Shown(snapshot.ManifestPath)}");
        terminal.Result($"id         {manifest.Id}");
        terminal.Result($"files      {manifest.Files.Count}, {Counted.Of(manifest.Bytes, "byte")}");
        foreach (var clash in NameClashes.In(manifest.Files.Select(file => file.RelPath)))
        {
            terminal.Warning(clash.ToString());
        }

        if (manifest.LeftOut.Count > 0)
        {
            terminal.Message($"Left out, since other programs keep it for themselves: {Bookkeeping.Listed(manifest.LeftOut)}");
        }

        if (manifest.Files.Where(file => !file.IsPortable).ToArray() is [var first, ..] names)
        {
            terminal.Warning($"{Counted.Of(names.Length, "name")} can't be written on Windows, {first.RelPath} first.");
        }
    }

    /// <summary>Says which contents of the store were not used again, and what shares them.</summary>
    public static void PrintWarnings(Terminal terminal, LocalStore store)
    {
        foreach (var warning in store.Warnings())
        {
            terminal.Warning(warning);
        }
    }

    /// <summary>Says how the images and labels of a sealed folder would be read, and what would not be.</summary>
    public static JsonObject Describe(Terminal terminal, Snapshot snapshot, Manifest manifest)
    {
        try
        {
            var (format, images) = DatasetFormats.Read(DatasetFormats.Auto, snapshot, manifest);
            terminal.Result($"read as    {format.Name}: {images.Reading}; {Counted.Of(images.Classes.Count, "class", "classes")}, {Counted.Of(images.Images.Count, "image")}");
            Tell(terminal, images.Notes);
            return new() { ["format"] = format.Name, ["readAs"] = images.Reading, ["classes"] = images.Classes.Count, ["images"] = images.Images.Count, ["notes"] = ToJson(images.Notes) };
        }
        catch (LockstepException exception)
        {
            // A folder may be sealed that is no data set to train on.
            terminal.Warning($"no labelled images are read from it. {exception.Message}");
            return new() { ["format"] = null, ["reason"] = exception.Message };
        }
    }

    /// <summary>Says what is not read, or not as one may think.</summary>
    public static void Tell(Terminal terminal, IReadOnlyList<DataNote> notes)
    {
        foreach (var note in notes)
        {
            if (note.IsWarning)
            {
                terminal.Warning(note.Text);
            }
            else
            {
                terminal.Message(note.Text);
            }
        }
    }

    public static JsonArray ToJson(IReadOnlyList<DataNote> notes) => new([.. notes.Select(note => note.ToJson())]);

    /// <summary>The answer of a command that made a manifest.</summary>
    public static JsonObject ToJson(Snapshot snapshot, Manifest manifest) =>
        new() { ["id"] = manifest.Id, ["name"] = manifest.Name, ["folder"] = snapshot.Folder, ["files"] = manifest.Files.Count, ["bytes"] = manifest.Bytes, ["leftOut"] = new JsonArray([.. manifest.LeftOut.Select(relPath => JsonValue.Create(relPath))]) };

    /// <summary>The manifest at the snapshot's root, or one of what lies there now.</summary>
    public static Manifest ManifestOf(Snapshot snapshot, CancellationToken cancellation) => snapshot.HasManifest
        ? Manifest.Load(snapshot.ManifestPath)
        : snapshot.Describe(Path.GetFileName(snapshot.Folder), trustUntouched: true, TimeProvider.System, hashedBytes: null, cancellation);
}
