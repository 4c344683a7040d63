using Lockstep.Files;
using Lockstep.Snapshots;


namespace Lockstep.Samples.Formats;

/// <summary>What lies in folders of images and is not read, or otherwise than one may think.</summary>
internal static class FolderNotes
{
    public static IEnumerable<DataNote> Of(FolderLayout layout, FolderTree tree, Snapshot snapshot)
    {
        IEnumerable<DataNote?> notes =
        [
            .. SeveralOfOnePart(layout), .. PartsAsClasses(layout), LeftOut(layout), WithoutClass(layout, tree), EmptyClasses(layout, snapshot),
            EmptySplits(layout, snapshot), Nested(layout), .. Endings(layout), .. Outside(layout, tree),
        ];
        return notes.OfType<DataNote>();
    }

    private static IEnumerable<DataNote> SeveralOfOnePart(FolderLayout layout) =>
        layout.Roots.Where(root => root.Split is not null).GroupBy(root => root.Split).Where(split => split.Count() > 1).Select(split => new DataNote(
            DataNoteKind.SameSplit,
            $"{split.Key?.Word()}",
            split.Count(),
            $"The folders {string.Join(" and ", split.Select(root => root.Top.Shown))} are all read as {split.Key?.Word()}. If one of them is another split, "
            + "rename it."));

    private static IEnumerable<DataNote> PartsAsClasses(FolderLayout layout) =>
        layout.BySplit ? [] : layout.Roots[0].Folder.WithImages.Where(folder => Splits.Of(folder.Name) is not null).Select(folder => new DataNote(
            DataNoteKind.SplitAsClass,
            folder.Name,
            folder.AllImages,
            $"The folder {folder.Shown} is read as a class, since its images lie right in it and classes lie beside it. "
            + $"As a split it would hold a folder per class: {folder.Name}/<class>/<image>."));

    private static DataNote? LeftOut(FolderLayout layout)
    {
        var folders = layout.LeftOut;
        var images = folders.Sum(folder => folder.AllImages);
        var (s, them) = folders.Count == 1 ? ("s", "is left out with its") : ("", "are left out with their");
        return folders.Count == 0 ? null : new DataNote(
            DataNoteKind.Folder,
            folders[0].Shown,
            images,
            $"The folder{(folders.Count == 1 ? "" : "s")} {DataNote.Listed([.. folders.Select(folder => folder.Shown)])} lie{s} beside those that are read, "
            + $"and {them} {Counted.Of(images, "image")}.");
    }

    private static DataNote? WithoutClass(FolderLayout layout, FolderTree tree)
    {
        var leftOut = layout.LeftOut.SelectMany(folder => folder.All).ToHashSet();
        var places = tree.All.Where(folder => folder.Images > 0 && layout.Find($"{folder.RelPath}x") is null && !leftOut.Contains(folder))
            .Select(folder => KeyValuePair.Create(folder.Shown.Length == 0 ? "the data set's folder" : folder.Shown, folder.Images)).ToArray();
        var images = places.Sum(place => place.Value);
        return places.Length == 0 ? null : new DataNote(
            DataNoteKind.NoClass,
            places[0].Key,
            images,
            $"{Counted.Of(images, "image")} right in {(places.Length == 1 ? places[0].Key : DataNote.Listed(places))} {(images == 1 ? "lies" : "lie")} in no "
            + $"class folder, and {(images == 1 ? "is" : "are")} left out.");
    }

    /// <summary>Folders where one per class is expected, without an image: of the manifest, and empty ones on the disk, which no manifest lists.</summary>
    private static DataNote? EmptyClasses(FolderLayout layout, Snapshot snapshot)
    {
        var empty = new List<string>();
        var files = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var root in layout.Roots.Where(root => root.Folder.WithImages.Count > 0))
        {
            var listed = root.Folder.Folders.ToDictionary(folder => folder.Name, StringComparer.Ordinal);
            foreach (var name in listed.Keys.Concat(OnDisk(snapshot.PathOf(root.Folder.RelPath)))
                .Distinct(StringComparer.Ordinal).Order(ChecksumListing.ByUtf8Bytes))
            {
                var folder = listed.GetValueOrDefault(name);
                if (folder is not { AllImages: > 0 })
                {
                    empty.Add(root.Folder.RelPath + name);
                    foreach (var (ending, count) in folder?.All.SelectMany(below => below.Others) ?? [])
                    {
                        files[ending] = files.GetValueOrDefault(ending) + count;
                    }
                }
            }
        }

        return empty.Count == 0 ? null : new DataNote(
            DataNoteKind.EmptyClass,
            empty[0],
            empty.Count,
            $"The folder{(empty.Count == 1 ? "" : "s")} {DataNote.Listed(empty)} hold{(empty.Count == 1 ? "s" : "")} no image that is read, "
            + $"so {(empty.Count == 1 ? "it is no class" : "they are no classes")}{(layout.BySplit ? " there" : "")}: "
            + (files.Count == 0
                ? "nothing is in it"
                : $"there are files ending in {DataNote.Listed([.. files.Select(ending => KeyValuePair.Create(Shown(ending.Key), ending.Value))])}")
            + $".{Way(files.Keys)}");
    }

    /// <summary>Folders that are named as splits, without an image.</summary>
    private static DataNote? EmptySplits(FolderLayout layout, Snapshot snapshot)
    {
        var listed = layout.Around.Folders.Select(folder => folder.Name).ToHashSet(StringComparer.Ordinal);
        string[] empty = !layout.BySplit ? [] : [.. layout.Around.Folders.Where(folder => folder.AllImages == 0).Select(folder => folder.Name)
            .Concat(OnDisk(snapshot.PathOf(layout.Around.RelPath)).Where(name => !listed.Contains(name)))
            .Where(name => Splits.Of(name) is not null).Order(ChecksumListing.ByUtf8Bytes).Select(name => layout.Around.RelPath + name)];
        return empty.Length == 0 ? null : new DataNote(
            DataNoteKind.EmptySplit,
            empty[0],
            empty.Length,
            $"The folder{(empty.Length == 1 ? "" : "s")} {DataNote.Listed(empty)} hold{(empty.Length == 1 ? "s" : "")} no image that is read, "
            + "so there is no such split.");
    }

    private static string[] OnDisk(string folder)
    {
        try
        {
            return [
                .. new DirectoryInfo(folder).EnumerateDirectories().Select(below => below.Name).Where(name => !name.StartsWith('.') && !Bookkeeping.Is(name))
            ];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return []; // What is listed is known all the same.
        }
    }

    private static DataNote? Nested(FolderLayout layout)
    {
        var nested = layout.Roots.SelectMany(root => root.Folder.WithImages).SelectMany(folder => folder.WithImages)
            .Select(folder => KeyValuePair.Create(folder.Shown, folder.AllImages)).ToArray();
        var images = nested.Sum(folder => folder.Value);
        return nested.Length == 0 ? null : new DataNote(
            DataNoteKind.Nested,
            nested[0].Key,
            images,
            $"{Counted.Of(images, "image")} lie{(images == 1 ? "s" : "")} in folders below class folders, "
            + $"and count{(images == 1 ? "s" : "")} as of the class above: {DataNote.Listed(nested)}.");
    }

    /// <summary>Files in class folders that are no images by their endings.</summary>
    private static IEnumerable<DataNote> Endings(FolderLayout layout) => ByEnding(layout.Roots
        .SelectMany(root => root.Folder.WithImages)
        .SelectMany(top => top.All.SelectMany(folder => folder.Others).Select(ending => (top.Shown, ending.Key, ending.Value))));

    /// <summary>Files outside class folders: those that are images of a kind which is not read, and all others together.</summary>
    private static IEnumerable<DataNote> Outside(FolderLayout layout, FolderTree tree)
    {
        var files = tree.All.Where(
            folder => !layout.Roots.Any(root => folder != root.Folder && folder.RelPath.StartsWith(root.Folder.RelPath, StringComparison.Ordinal)))
            .SelectMany(folder => folder.Others.Select(
                ending => (Folder: folder.Shown.Length == 0 ? "the data set's folder" : folder.Shown, Ending: ending.Key, Count: ending.Value)))
            .ToLookup(file => UnreadImages.Way(file.Ending) is not null);
        return CommonNotes.OtherFiles(files[false].Select(file => (file.Ending, file.Count))) is { } others ? ByEnding(files[true]).Append(others) : ByEnding(
            files[true]);
    }

    private static IEnumerable<DataNote> ByEnding(IEnumerable<(string Folder, string Ending, int Count)> files)
    {
        foreach (var ending in files.GroupBy(file => file.Ending, StringComparer.Ordinal).OrderBy(ending => ending.Key, StringComparer.Ordinal))
        {
            var count = ending.Sum(file => file.Count);
            var folders = ending.GroupBy(file => file.Folder, StringComparer.Ordinal)
                .Select(folder => KeyValuePair.Create(folder.Key, folder.Sum(file => file.Count))).ToArray();
            yield return new DataNote(
                DataNoteKind.Ending,
                ending.Key,
                count,
                $"{Counted.Of(count, "file")} {(ending.Key.Length == 0 ? "without an ending" : $"ending in {ending.Key}")} {(count == 1 ? "is" : "are")} "
                + $"left out, in {DataNote.Listed(folders)}.{Way([ending.Key])}");
        }
    }

    private static string Shown(string ending) => ending.Length == 0 ? "nothing" : ending;

    /// <summary>How images of an unread kind can be had, where it is one.</summary>
    private static string Way(IEnumerable<string> endings) => endings.Select(UnreadImages.Way).OfType<string>().FirstOrDefault() is { } way
        ? $" To have them read, convert them, such as by {way}, and seal the data set anew."
        : "";
}
