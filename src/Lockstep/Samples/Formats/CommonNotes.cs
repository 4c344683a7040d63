using Lockstep.Snapshots;

namespace Lockstep.Samples.Formats;

/// <summary>What is not read of a data set, whatever its format.</summary>
internal static class CommonNotes
{
    public static IEnumerable<DataNote> Of(LabelledImages images, Manifest manifest)
    {
        IEnumerable<DataNote?> notes = [Unlabelled(images, manifest), Hidden(manifest), SingleImages(images), BesideLabels(images, manifest)];
        return notes.OfType<DataNote>();
    }

    /// <summary>For the message that nothing can be read: images of kinds that are not, and how they become readable.</summary>
    public static string Unread(Manifest manifest)
    {
        var endings = manifest.Files.Select(file => Path.GetExtension(file.RelPath).ToLowerInvariant())
            .Where(ending => UnreadImages.Way(ending) is not null).CountBy(ending => ending).ToArray();
        return endings.Length == 0 ? "" : $" There are files ending in {DataNote.Listed(endings)}: convert them, "
            + $"such as by {UnreadImages.Way(endings[0].Key)}, and seal the data set anew.";
    }

    /// <summary>Images that a file of labels does not name, or that lie beside files of records.</summary>
    private static DataNote? Unlabelled(LabelledImages images, Manifest manifest)
    {
        var count = images.Images is [{ Source: PixelRecord }, ..] ? manifest.Files.Count(file => ImageFolders.IsImage(file.RelPath)) : images.Unlabelled;
        return count == 0 ? null : new DataNote(
            DataNoteKind.Unlabelled, images.Layout, count,
            $"{Counted.Of(count, "image")} {(count == 1 ? "has" : "have")} no label, and {(count == 1 ? "is" : "are")} left out.");
    }

    private static DataNote? SingleImages(LabelledImages images)
    {
        var counts = new int[images.Classes.Count];
        foreach (var image in images.Images)
        {
            counts[image.Class]++;
        }

        string[] single = [.. images.Classes.Where((_, index) => counts[index] == 1)];
        return single.Length == 0 ? null : new DataNote(
            DataNoteKind.SingleImage,
            single[0],
            single.Length,
            $"{(single.Length == 1 ? "1 class has" : $"{single.Length} classes have")} a single image ({DataNote.Listed(single)}), "
            + "which can't both train and validate.");
    }

    /// <summary>Images in hidden folders, which are read in no format.</summary>
    private static DataNote? Hidden(Manifest manifest)
    {
        var folders = manifest.Files.Select(file => file.RelPath)
            .Where(relPath => (relPath.StartsWith('.') || relPath.Contains("/.", StringComparison.Ordinal))
                && ImageFolders.IsImage($"x{Path.GetExtension(relPath)}") && !Bookkeeping.Holds(relPath))
            .CountBy(relPath => relPath.Split('/').First(part => part.StartsWith('.')), StringComparer.Ordinal).ToArray();
        var count = folders.Sum(folder => folder.Value);
        return count == 0 ? null : new DataNote(
            DataNoteKind.Hidden, folders[0].Key, count,
            $"{Counted.Of(count, "image")} {(count == 1 ? "is" : "are")} left out as hidden: {DataNote.Listed(folders)}.");
    }

    /// <summary>Files beside those that labels and images are read from.</summary>
    private static DataNote? BesideLabels(LabelledImages images, Manifest manifest)
    {
        if (images.LabelFiles.Count == 0)
        {
            return null; // The folders have told of them.
        }

        var read = images.Images.Select(image => image.Source.RelPath).Concat(images.LabelFiles).ToHashSet(StringComparer.Ordinal);
        return OtherFiles(manifest.Files.Select(file => file.RelPath)
            .Where(relPath => !read.Contains(relPath) && !ImageFolders.IsImage(relPath) && !Bookkeeping.Holds(relPath))
            .Select(relPath => (Path.GetExtension(relPath).ToLowerInvariant(), 1)));
    }

    /// <summary>What no one expects to be read: a README, a licence, labels of another task.</summary>
    public static DataNote? OtherFiles(IEnumerable<(string Ending, int Count)> files)
    {
        var endings = files.GroupBy(file => file.Ending, file => file.Count, StringComparer.Ordinal).OrderBy(ending => ending.Key, StringComparer.Ordinal)
            .Select(ending => KeyValuePair.Create(ending.Key.Length == 0 ? "no ending" : ending.Key, ending.Sum())).ToArray();
        var count = endings.Sum(ending => ending.Value);
        return count == 0 ? null : new DataNote(
            DataNoteKind.OtherFiles, endings[0].Key, count,
            $"{Counted.Of(count, "other file")} {(count == 1 ? "is" : "are")} not read: {DataNote.Listed(endings)}.");
    }
}
