using Lockstep.Snapshots;

namespace Lockstep.Samples.Formats;

/// <summary>Every format, in the order in which they are tried.</summary>
public static class DatasetFormats
{
    /// <summary>The name that stands for the first format that fits.</summary>
    public const string Auto = "auto";

    private static readonly CocoClassification Coco = new();
    private static readonly LabelTable Table = new();
    private static readonly ImageFolders Folders = new();

    /// <summary>The most particular first: image folders recognise nearly everything.</summary>
    private static readonly IDatasetFormat[] All = [Coco, Table, new CifarBinary(), new Idx(), Folders];

    /// <summary>What a recipe may name: <c>auto</c>, and every format.</summary>
    public static IReadOnlyList<string> Names { get; } = [Auto, .. All.Select(format => format.Name)];

    /// <summary>All labelled images, and what lies there and is not read.</summary>
    /// <param name="name">Of the format, or <c>auto</c> for the first that recognises the snapshot.</param>
    /// <exception cref="LockstepException">None does, or the files are not what the format asks for.</exception>
    public static (IDatasetFormat Format, LabelledImages Images) Read(string name, Snapshot snapshot, Manifest manifest)
    {
        var (format, images) = ReadBare(name, snapshot, manifest);
        return (format, images with { Notes = [.. images.Notes, .. CommonNotes.Of(images, manifest)] });
    }

    private static (IDatasetFormat Format, LabelledImages Images) ReadBare(string name, Snapshot snapshot, Manifest manifest)
    {
        var format = Choose(name, manifest);
        if ((name == Auto && format == Folders) || (format == Table && !Table.Recognises(manifest)) || (format == Coco && !Coco.Recognises(manifest)))
        {
            var other = OtherLabelFiles.In(snapshot, manifest, Table, Coco);
            if (other.Read is var (otherFormat, labelled) && (name == Auto ? !IsAsFolders(labelled, snapshot, manifest) : otherFormat == format))
            {
                return (otherFormat, labelled with { Notes = [.. labelled.Notes, .. other.Notes] });
            }

            var images = format.Read(snapshot, manifest);
            return (format, images with { Notes = [.. images.Notes, .. other.Notes] });
        }

        return (format, format.Read(snapshot, manifest));
    }

    /// <summary>Whether a file of labels says no more than the folders do: then those are read, in whose order the samples always were.</summary>
    private static bool IsAsFolders(LabelledImages labelled, Snapshot snapshot, Manifest manifest)
    {
        // Training alone is no partition.
        static HashSet<(string, string, Split)> Of(LabelledImages images) =>
            [.. images.Images.Select(image => (image.Source.Name, images.Classes[image.Class], image.Split ?? Split.Train))];
        try
        {
            return Of(Folders.Read(snapshot, manifest)).SetEquals(Of(labelled));
        }
        catch (LockstepException)
        {
            return false;
        }
    }

    private static IDatasetFormat Choose(string name, Manifest manifest) => name == Auto
        ? Array.Find(All, format => format.Recognises(manifest)) ?? throw new LockstepException(
            $"Data: {(manifest.Files.Count == 1 ? "the one file doesn't belong" : $"none of the {manifest.Files.Count} files belongs")} to a data set of a "
            + $"known format.{CommonNotes.Unread(manifest)} Expected one of:{string.Concat(All.Select(format => $"\n  {format.Name}: {format.Expects}"))}")
        : Array.Find(All, format => format.Name == name) ?? throw new ArgumentException($"No format is named '{name}'.", nameof(name));
}
