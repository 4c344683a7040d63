using Lockstep.Cli.Frame;
using Lockstep.Files;
using Lockstep.Samples.Formats;
using Lockstep.Snapshots;

namespace Lockstep.Cli.Display;

/// <summary>A data set as the commands print it.</summary>
internal static class DataReport
{
    /// <summary>Says what a manifest holds, and what of it won't do elsewhere.</summary>
    public static void Print(Terminal terminal, Snapshot snapshot, Manifest manifest)
    {
        terminal.Result($"manifest   {ShownPath.Of(snapshot.ManifestPath)}");
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
    public static SealedReading Describe(Terminal terminal, Snapshot snapshot, Manifest manifest)
    {
        var reading = SealedReading.Of(snapshot, manifest);
        if (reading.Images is { } images)
        {
            terminal.Result($"read as    {reading.Format}: {images.Reading}; {Counted.Of(images.Classes.Count, "class", "classes")}, "
                + $"{Counted.Of(images.Images.Count, "image")}");
            Tell(terminal, images.Notes);
        }
        else
        {
            terminal.Warning($"no labelled images are read from it. {reading.Reason}");
        }

        return reading;
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
}
