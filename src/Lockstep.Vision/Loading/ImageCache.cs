using Lockstep.Recipes;
using Lockstep.Snapshots;
using Lockstep.Vision.Augmentation;
using Lockstep.Vision.Images;


namespace Lockstep.Vision.Loading;

/// <summary>
/// Decoded pictures by what their files hold, up to a number of bytes. Nothing of it is part of a result: what it lacks is decoded. Thread-safe.
/// </summary>
public abstract class ImageCache(Manifest manifest)
{
    /// <summary>The cache that a recipe asks for; null for none.</summary>
    /// <param name="manifest">Says what each file holds.</param>
    public static ImageCache? Of(Recipe recipe, Manifest manifest)
    {
        var scale = OutputSize.Decoded(recipe);
        return recipe.Loader.Cache switch
        {
            "memory" => new MemoryImageCache(manifest, recipe.Loader.CacheBytes),
            "disk" when DiskImageCache.FolderOf(OrientationRules.Of(recipe.Data.Orientation), scale) is { } folder =>
                new DiskImageCache(manifest, folder, recipe.Loader.CacheBytes, TimeProvider.System),
            _ => null,
        };
    }

    internal Image? TryGet(string relPath) => manifest.Find(relPath) is { } entry ? Find(entry.Sha256) : null;

    /// <summary>Keeps a picture, where there is room for it.</summary>
    /// <param name="encoded">What the file held when it was decoded.</param>
    public void Add(string relPath, byte[] encoded, Image image)
    {
        if (manifest.Find(relPath) is { } entry)
        {
            Keep(entry.Sha256, encoded, image);
        }
    }

    /// <param name="sha256">Of the encoded file.</param>
    protected abstract Image? Find(string sha256);

    /// <param name="sha256">Of the encoded file.</param>
    protected abstract void Keep(string sha256, byte[] encoded, Image image);
}
