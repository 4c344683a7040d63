using Lockstep.Files;

namespace Lockstep.Sharing.Dvc;

/// <summary>DVC's record of a folder where it lies: a listing, or a <c>.dvc</c> file whose listing is beside it or in the cache.</summary>
public static class DvcSource
{
    /// <param name="path">Ends in <c>.dir</c> or <c>.dvc</c>; a cache's objects are named <c>.dir</c> too.</param>
    /// <exception cref="DvcException">Unreadable, or the listing is not found, or is not the one that the <c>.dvc</c> file names.</exception>
    public static DvcDirectory Read(string path)
    {
        path = Path.GetFullPath(path);
        var bytes = BytesOf(path);
        return path.EndsWith(".dvc", StringComparison.OrdinalIgnoreCase) ? ListingOf(DvcFile.Parse(bytes, path), path) : DvcDirectory.Parse(bytes, path);
    }

    private static DvcDirectory ListingOf(DvcFile file, string path)
    {
        if (file.IsLegacy)
        {
            throw new DvcException(path, "it was written by DVC before 3.0, whose digests of text files are not those of their bytes. "
                + "Bring it up to date with 'dvc cache migrate --dvc-files'");
        }

        var candidates = Candidates(path, file.Id).ToArray();
        if (Array.Find(candidates, Presence.IsFile) is not { } found)
        {
            throw new DvcException(path, $"the listing {file.Id} that it names is neither beside it nor in a cache; "
                + $"looked at {string.Join(", ", candidates)}. Run 'dvc fetch', or copy the listing beside it");
        }

        var bytes = BytesOf(found);
        return DvcDirectory.IdOf(bytes) == file.Id
            ? DvcDirectory.Parse(bytes, found)
            : throw new DvcException(found, $"its bytes give the id {DvcDirectory.IdOf(bytes)}, but {path} names {file.Id}; one of the two was changed");
    }

    private static IEnumerable<string> Candidates(string path, string id)
    {
        yield return Path.ChangeExtension(path, ".dir");
        yield return Path.Combine(Path.GetDirectoryName(path) ?? "/", id);
        for (var folder = Path.GetDirectoryName(path); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var cache = Path.Combine(folder, ".dvc", "cache");
            if (Presence.IsFolder(cache))
            {
                yield return Path.Combine(cache, "files", "md5", id[..2], id[2..]);
                yield break;
            }
        }
    }

    private static byte[] BytesOf(string path)
    {
        try
        {
            return RegularFile.ReadAllBytes(path, RegularFile.MostOfListing);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DvcException(path, $"it can't be read: {exception.Message}");
        }
    }
}
