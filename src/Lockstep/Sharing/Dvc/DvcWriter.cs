using Lockstep.Files;
using Lockstep.Snapshots;


namespace Lockstep.Sharing.Dvc;

/// <summary>Writes what DVC records of a folder: <c>NAME.dvc</c>, and beside it the listing that it names.</summary>
public static class DvcWriter
{
    /// <param name="snapshot">Known to match <paramref name="manifest"/>.</param>
    /// <param name="to">Ends in <c>.dvc</c>; neither it nor its <c>.dir</c> exists.</param>
    /// <returns>The listing, and the file that it was written to.</returns>
    public static (DvcDirectory Listing, string ListingPath) Write(Snapshot snapshot, Manifest manifest, string to, CancellationToken cancellation = default)
    {
        to = Path.GetFullPath(to);
        if (!to.EndsWith(".dvc", StringComparison.Ordinal))
        {
            throw new LockstepException($"{to}: DVC knows its files by their ending. Give a name that ends in .dvc.");
        }

        var listingPath = Path.ChangeExtension(to, ".dir");
        foreach (var path in (string[])[to, listingPath])
        {
            SealedFolder.Refuse(path, snapshot.Folder);
            ExportPlace.RefuseExisting(path);
        }

        var (listing, bytes) = DvcDirectory.Describe(snapshot, manifest, cancellation);
        var place = Path.GetDirectoryName(to) ?? "/";
        Directory.CreateDirectory(place);
        AtomicFile.WriteAllBytes(listingPath, listing.ToBytes());
        AtomicFile.WriteAllText(to, DvcFile.Write(listing, bytes, Path.GetRelativePath(place, snapshot.Folder)));
        return (listing, listingPath);
    }
}
