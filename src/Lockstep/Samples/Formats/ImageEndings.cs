namespace Lockstep.Samples.Formats;

/// <summary>The endings of images that are read, where the content is an image of a format that can be decoded, whichever it is.</summary>
internal static class ImageEndings
{
    private static readonly HashSet<string> Set = new(
        [".jpg", ".jpeg", ".jpe", ".jfif", ".jif", ".jfi", ".mpo", ".png", ".apng", ".webp", ".bmp", ".dib", ".gif", ".tif", ".tiff"],
        StringComparer.OrdinalIgnoreCase);

    public static IReadOnlyCollection<string> Decoded => Set;

    /// <param name="path">Of a file; the case of its ending doesn't matter.</param>
    public static bool IsDecoded(string path) => Set.Contains(Path.GetExtension(path));
}
