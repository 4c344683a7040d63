namespace Lockstep.Data.Formats;

/// <summary>The two layouts users have: <c>class/*</c>, parted by a seed, and <c>{train,val,test}/class/*</c>.</summary>
/// <remarks>Read from the manifest alone. What lies in a hidden folder, or ends unlike an image, is no sample.</remarks>
public sealed class ImageFolders : IDatasetFormat
{
    public string Name => "folders";

    public string Expects => $"<class>/<image> or {{train,val,test}}/<class>/<image>, the images ending in {string.Join(", ", ImageEndings.Decoded)}";

    public bool Recognises(Manifest manifest) => manifest.Files.Any(file => IsImage(file.RelPath));

    /// <summary>Whether a path names an image, by its ending, outside hidden folders.</summary>
    public static bool IsImage(string relPath) =>
        ImageEndings.IsDecoded(relPath) && !relPath.Split('/').Any(part => part.StartsWith('.'));

    public LabelledImages Read(Snapshot snapshot, Manifest manifest)
    {
        var paths = manifest.Files.Select(file => file.RelPath).Where(IsImage).ToArray();
        if (paths.Length == 0)
        {
            throw new LockstepException($"Data: {(manifest.Files.Count == 1 ? "the one file is no image" : $"none of the {manifest.Files.Count} files is an image")}. Expected {Expects}.");
        }

        var tops = paths.Select(path => path.Split('/')[0]).ToHashSet(StringComparer.Ordinal);
        var bySplit = tops.Contains("train") && tops.All(top => Parts.Of(top) is not null);
        var depth = bySplit ? 1 : 0;
        if (Array.Find(paths, path => path.Split('/').Length < depth + 2) is { } homeless)
        {
            throw new LockstepException($"Data: {homeless} lies in no class folder. Expected {(bySplit ? "train/<class>/<image>" : "<class>/<image> or train/<class>/<image>")}.");
        }

        return LabelledImages.ByLabel(
            bySplit ? "split/class" : "class",
            paths.Select(path => path.Split('/') is var parts ? ((SampleSource)new ImageFile(path), parts[depth], bySplit ? Parts.Of(parts[0]) : null) : default));
    }
}
