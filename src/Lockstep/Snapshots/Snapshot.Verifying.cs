using System.Collections.Concurrent;
using Lockstep.Files;

namespace Lockstep.Snapshots;

// The check of what lies in the folder against a manifest.
public sealed partial class Snapshot
{
    /// <summary>Compares every file with the manifest and lists all that differ.</summary>
    /// <param name="trustUntouched">Whether files that nobody touched since the last full check are passed unread.</param>
    public SnapshotCheck Verify(
        Manifest manifest, bool trustUntouched, TimeProvider clock, IProgress<long>? hashedBytes = null, CancellationToken cancellation = default) =>
            Verify(manifest, ListAsync(cancellation), trustUntouched, clock, hashedBytes, cancellation);

    /// <summary>The same with a listing that was begun before.</summary>
    public SnapshotCheck Verify(
        Manifest manifest, Task<SnapshotListing> listed, bool trustUntouched, TimeProvider clock, IProgress<long>? hashedBytes = null,
        CancellationToken cancellation = default)
    {
        var started = clock.GetUtcNow();
        var clashes = Task.Run(() => NameClashes.In(manifest.Files.Select(file => file.RelPath)).ToList(), cancellation);
        var loading = Task.Run(() => trustUntouched ? CheckedFiles.Load(Folder) : CheckedFiles.None, cancellation);
        var listing = WithAllThatIsListed(manifest, listed.GetAwaiter().GetResult(), cancellation);
        var places = PlacesOf(manifest.Files, listing.Files);
        var unlistable = listing.Problems.ToDictionary(problem => problem.RelPath, StringComparer.Ordinal);
        var known = loading.GetAwaiter().GetResult();
        var findings = new ConcurrentBag<SnapshotFinding>();
        var knownDigest = known.DigestsOf(listing.Files);
        var sound = new ManifestEntry?[listing.Files.Count];
        var trusted = 0;
        void CheckOne(int index)
        {
            var expected = manifest.Files[index];
            if (places[index] < 0)
            {
                findings.Add(unlistable.GetValueOrDefault(expected.RelPath) ?? Gone(expected, unlistable));
                return;
            }

            var file = listing.Files[places[index]];
            if (knownDigest(places[index]) == expected.Digest && file.Status.Size == expected.Bytes)
            {
                Interlocked.Increment(ref trusted);
            }
            else if (Compare(expected, file, hashedBytes, cancellation) is { } finding)
            {
                findings.Add(finding);
                return;
            }

            sound[places[index]] = expected;
        }

        ParallelWork.Do(manifest.Files.Count, CheckOne, cancellation);
        foreach (var finding in Unlisted(manifest, listing, places).Concat(clashes.GetAwaiter().GetResult()))
        {
            findings.Add(finding);
        }

        var whole = findings.IsEmpty && manifest.FileSha256 is { } sha256 ? new WholeSnapshot(sha256, manifest.Id, manifest.Bytes) : null;
        var remembered = sound.Count(entry => entry is not null);
        if (trusted < remembered || known.Count != remembered || known.Whole != whole)
        {
            CheckedFiles.Save(Folder, listing.Files, sound, started, whole);
        }

        return new SnapshotCheck([.. findings.OrderBy(finding => finding.RelPath, ChecksumListing.ByUtf8Bytes)], trusted, known.Count > 0 || !trustUntouched);
    }

    /// <summary>
    /// The snapshot, if its manifest has the very bytes that it had at a check that found nothing amiss, and nobody touched a file since,
    /// added one or took one away; null where it takes <c>Verify</c> to tell.
    /// </summary>
    /// <exception cref="LockstepException">The folder itself can't be read.</exception>
    public (WholeSnapshot Whole, int Files)? Untouched(CancellationToken cancellation = default) => Untouched(ListAsync(cancellation));

    /// <summary>The same with a listing that was begun before.</summary>
    public (WholeSnapshot Whole, int Files)? Untouched(Task<SnapshotListing> listing)
    {
        if (!CheckedFiles.HasWhole(Folder))
        {
            return null;
        }

        var known = CheckedFiles.Load(Folder);
        var whole = known.Whole is { } last && HasManifestOf(last) ? last : null;
        var found = listing.GetAwaiter().GetResult();
        return whole is not null && found.Problems.Count == 0 && known.AreUntouched(found.Files) ? (whole, known.Count) : null;
    }

    /// <summary>What can be told without reading: files that are missing, of another size, or not listed.</summary>
    public IReadOnlyList<SnapshotFinding> VerifySizes(Manifest manifest, CancellationToken cancellation = default)
    {
        var listing = WithAllThatIsListed(manifest, SnapshotListing.Of(Folder, cancellation), cancellation);
        var found = listing.Files.ToDictionary(file => file.RelPath, StringComparer.Ordinal);
        var findings = manifest.Files.Select(expected => found.TryGetValue(expected.RelPath, out var file) ? OfSize(expected, file) : Missing(expected))
            .OfType<SnapshotFinding>();
        return [
            .. findings.Concat(Unlisted(manifest, listing, PlacesOf(manifest.Files, listing.Files)))
                .OrderBy(finding => finding.RelPath, ChecksumListing.ByUtf8Bytes)
        ];
    }

    /// <summary>Bookkeeping that a manifest lists, as those did that were written before it was left out, is looked for as well.</summary>
    private SnapshotListing WithAllThatIsListed(Manifest manifest, SnapshotListing listing, CancellationToken cancellation) =>
        listing.LeftOut.Count > 0 && manifest.Files.Any(file => Bookkeeping.Holds(file.RelPath))
            ? SnapshotListing.WithBookkeeping(Folder, cancellation)
            : listing;

    /// <summary>Where each listed file is among those that were found, -1 for one that was not; both are in the order of the paths' bytes.</summary>
    private static int[] PlacesOf(IReadOnlyList<ManifestEntry> listed, IReadOnlyList<FoundFile> found)
    {
        var places = new int[listed.Count];
        var next = 0;
        for (var index = 0; index < places.Length; index++)
        {
            while (next < found.Count && ChecksumListing.ByUtf8Bytes.Compare(found[next].RelPath, listed[index].RelPath) < 0)
            {
                next++;
            }

            places[index] = next < found.Count && found[next].RelPath == listed[index].RelPath ? next : -1;
        }

        return places;
    }

    private bool HasManifestOf(WholeSnapshot whole)
    {
        try
        {
            return Sha256.OfFile(ManifestPath).Digest == whole.ManifestSha256;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false; // Whoever reads the manifest next says what is wrong with it.
        }
    }

    private SnapshotFinding? Compare(ManifestEntry expected, FoundFile file, IProgress<long>? hashedBytes, CancellationToken cancellation)
    {
        if (OfSize(expected, file) is { } otherSize)
        {
            return otherSize;
        }

        try
        {
            var digest = HashStill(file, hashedBytes, cancellation);
            return digest == expected.Digest
                ? null
                : new SnapshotFinding(SnapshotFindingKind.Changed, expected.RelPath, $"has SHA-256 {digest}, expected {expected.Sha256}");
        }
        catch (LockstepException exception)
        {
            return new SnapshotFinding(SnapshotFindingKind.Unreadable, expected.RelPath, exception.Message);
        }
    }

    /// <summary>What is said of a file that was not found: below a folder that can't be listed it may be there.</summary>
    private static SnapshotFinding Gone(ManifestEntry expected, Dictionary<string, SnapshotFinding> unlistable)
    {
        for (var folder = Path.GetDirectoryName(expected.RelPath); !string.IsNullOrEmpty(folder); folder = Path.GetDirectoryName(folder))
        {
            if (unlistable.TryGetValue(folder, out var problem))
            {
                return new SnapshotFinding(SnapshotFindingKind.Unreadable, expected.RelPath, $"can't be looked at: the folder {folder} {problem.Message}");
            }
        }

        return Missing(expected);
    }

    private static SnapshotFinding Missing(ManifestEntry expected) =>
        new(SnapshotFindingKind.Missing, expected.RelPath, $"is missing, expected {expected.Bytes} bytes");

    private static SnapshotFinding? OfSize(ManifestEntry expected, FoundFile file) => file.Status.Size == expected.Bytes ? null : new SnapshotFinding(
        file.Status.Size < expected.Bytes ? SnapshotFindingKind.Truncated : SnapshotFindingKind.Changed,
        expected.RelPath,
        $"is {file.Status.Size} bytes, expected {expected.Bytes}");

    /// <summary>What lies there and is not listed; what can't be listed counts where the manifest speaks of every file.</summary>
    /// <param name="places">As <see cref="PlacesOf"/> says.</param>
    private static IEnumerable<SnapshotFinding> Unlisted(Manifest manifest, SnapshotListing listing, int[] places)
    {
        if (listing.Problems.Count == 0 && listing.Files.Count == manifest.Files.Count && Array.TrueForAll(places, place => place >= 0))
        {
            return [];
        }

        bool Counts(string relPath) => manifest.Find(relPath) is null && !Bookkeeping.Holds(relPath) && manifest.SpeaksOf(relPath);
        return listing.Files.Where(file => Counts(file.RelPath))
            .Select(file => new SnapshotFinding(SnapshotFindingKind.Extra, file.RelPath, "is there, but the manifest does not list it"))
            .Concat(listing.Problems.Where(problem => Counts(problem.RelPath)));
    }
}
