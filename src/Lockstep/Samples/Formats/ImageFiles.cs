using Lockstep.Files;
using Lockstep.Snapshots;

namespace Lockstep.Samples.Formats;

/// <summary>The images in a folder that need not be a data set, and those in the folders in it: what a data set would count as images.</summary>
/// <param name="RelPaths">In the order of their bytes.</param>
/// <param name="Unread">A sentence on images of kinds that are not decoded here; null where there is none.</param>
public sealed record ImageFiles(IReadOnlyList<string> RelPaths, string? Unread)
{
    /// <param name="folder">Looked through with all below it; no link to a folder is entered.</param>
    public static ImageFiles In(string folder)
    {
        string[] all = [
            .. WholeFolder.Files(folder)
                .Select(path => Path.GetRelativePath(folder, path)).Where(relPath => !Bookkeeping.Holds(relPath))
        ];
        var unread = all.Select(relPath => Path.GetExtension(relPath).ToLowerInvariant()).Where(ending => UnreadImages.Way(ending) is not null)
            .CountBy(ending => ending, StringComparer.Ordinal).OrderBy(ending => ending.Key, StringComparer.Ordinal).ToArray();
        return new ImageFiles(
            [.. all.Where(ImageFolders.IsImage).Order(ChecksumListing.ByUtf8Bytes)],
            unread.Length == 0
                ? null
                : $"{Counted.Of(unread.Sum(ending => ending.Value), "file")} of kinds that are not read "
                    + $"{(unread.Sum(ending => ending.Value) == 1 ? "is" : "are")} left out: {DataNote.Listed(unread)}. To have them read, convert them, "
                    + $"such as by {UnreadImages.Way(unread[0].Key)}.");
    }
}
