using Lockstep.Snapshots;

namespace Lockstep.Samples.Formats;

/// <summary>The two layouts users have: <c>class/*</c>, split by a seed, and <c>{train,val,test}/class/*</c>.</summary>
/// <remarks>Read from the manifest alone. What lies in a hidden folder, or ends unlike an image, is no sample.</remarks>
internal sealed class ImageFolders : IDatasetFormat
{
    public string Name => "folders";

    public string Expects => $"<class>/<image> or {{train,val,test}}/<class>/<image>, the images ending in {string.Join(", ", ImageEndings.Decoded)}";

    public bool Recognises(Manifest manifest) => manifest.Files.Any(file => IsImage(file.RelPath));

    /// <summary>Whether a path names an image, by its ending, outside hidden folders and other programs' <see cref="Bookkeeping"/>.</summary>
    public static bool IsImage(string relPath) =>
        ImageEndings.IsDecoded(relPath) && !relPath.Split('/').Any(part => part.StartsWith('.') || Bookkeeping.Is(part));

    public LabelledImages Read(Snapshot snapshot, Manifest manifest)
    {
        var tree = FolderTree.Of(manifest);
        if (tree.AllImages == 0)
        {
            throw new LockstepException("Data: "
                + (manifest.Files.Count == 1 ? "the one file is no image" : $"none of the {manifest.Files.Count} files is an image")
                + $".{CommonNotes.Unread(manifest)} Expected {Expects}.");
        }

        var layout = FolderLayout.Of(tree);
        var images = LabelledImages.ByLabel(
            layout.BySplit ? "split/class" : "class",
            manifest.Files.Where(file => IsImage(file.RelPath)).Select(file => (file.RelPath, Found: layout.Find(file.RelPath)))
                .SelectMany(image => image.Found is var (label, split)
                    ? [((SampleSource)new ImageFile(image.RelPath), label, split)]
                    : Array.Empty<(SampleSource, string, Split?)>()));
        return images with
        {
            Reading = layout.Reading,
            IsUnusual = layout.IsUnusual,
            ClassFolders = [.. layout.Roots.Select(root => (root.Folder.RelPath, root.Split))],
            Notes = [.. FolderNotes.Of(layout, tree, snapshot)]
        };
    }
}
