using System.Collections.Concurrent;
using Lockstep.Files;

namespace Lockstep.Snapshots;

/// <summary>A data set's folder on this disk: what lies in it, its seal, and the check against a manifest.</summary>
public sealed class Snapshot(string folder)
{
    public string Folder { get; } = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));

    public string ManifestPath => Path.Combine(Folder, Manifest.FileName);

    public bool HasManifest => Presence.IsFile(ManifestPath);

    public string PathOf(string relPath) => Path.Combine(Folder, relPath);

    /// <summary>Writes the manifest of all files that lie in the folder now.</summary>
    public Manifest Seal(string? name, TimeProvider clock, IProgress<long>? hashedBytes = null, CancellationToken cancellation = default)
    {
        var manifest = Describe(name, trustUntouched: false, clock, hashedBytes, cancellation);
        Write(manifest);
        return manifest;
    }

    /// <summary>Writes a manifest of the folder's files into it.</summary>
    /// <exception cref="LockstepException">The folder can't be written to.</exception>
    public void Write(Manifest manifest)
    {
        try
        {
            AtomicFile.Write(ManifestPath, manifest.WriteTo);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LockstepException(
                $"{ManifestPath}: can't be written: {exception.Message} A seal lies in the data set's own folder. "
                + $"Give yourself the right to write there ('chmod u+w'), or make a sealed copy elsewhere: lockstep data snapshot {ShellWord.Of(Folder)} DEST",
                exception);
        }
    }

    /// <summary>The manifest of what lies in the folder now; nothing is written into it.</summary>
    /// <param name="trustUntouched">Whether files that nobody touched since they were last hashed keep the digest they had.</param>
    /// <exception cref="LockstepException">The folder is absent or empty, or something in it can't be listed, read, or doesn't hold still.</exception>
    public Manifest Describe(
        string? name, bool trustUntouched, TimeProvider clock, IProgress<long>? hashedBytes = null, CancellationToken cancellation = default)
    {
        var started = clock.GetUtcNow();
        var listing = WithOwnBookkeeping(SnapshotListing.Of(Folder, cancellation), cancellation);
        var files = listing.FilesOrThrow(Folder);
        if (files.Count == 0)
        {
            throw new LockstepException($"{Folder}: no file lies there"
                + $"{(listing.LeftOut.Count > 0 ? $" but other programs' bookkeeping, {Bookkeeping.Listed(listing.LeftOut)}" : "")}; "
                + "a snapshot needs at least one.");
        }

        var known = (trustUntouched ? CheckedFiles.Load(Folder) : CheckedFiles.None).DigestsOf(files);
        var entries = new ManifestEntry[files.Count];
        void Describe(int index) =>
            entries[index] = new(files[index].RelPath, files[index].Status.Size, known(index) ?? HashStill(files[index], hashedBytes, cancellation));
        ParallelWork.Do(files.Count, Describe, cancellation);
        CheckedFiles.Save(Folder, files, entries, started);
        (listing, files) = (listing with { Files = [] }, []);
        Leftovers.GiveBack(entries.Length);
        return Manifest.Of(entries, name, listing.LeftOut);
    }

    /// <summary>Compares every file with the manifest and lists all that differ.</summary>
    /// <param name="trustUntouched">Whether files that nobody touched since the last full check are passed unread.</param>
    public SnapshotCheck Verify(
        Manifest manifest, bool trustUntouched, TimeProvider clock, IProgress<long>? hashedBytes = null, CancellationToken cancellation = default) =>
            Verify(manifest, ListAsync(cancellation), trustUntouched, clock, hashedBytes, cancellation);

    /// <summary>Lists what lies in the folder, so that the manifest can be read meanwhile.</summary>
    public Task<SnapshotListing> ListAsync(CancellationToken cancellation = default) => Task.Run(() => SnapshotListing.Of(Folder, cancellation), cancellation);

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

    /// <summary>The bytes of a listed file, checked against its entry: a file that changed since the gate is not read as what it was.</summary>
    /// <exception cref="LockstepException">Not listed, unreadable, or not what the manifest says.</exception>
    public byte[] ReadListed(Manifest manifest, string relPath)
    {
        var expected = manifest.Find(relPath) ?? throw new LockstepException($"{Folder}: {relPath} is not in the manifest.");
        try
        {
            var bytes = File.ReadAllBytes(PathOf(relPath));
            return Sha256.Of(bytes) == expected.Sha256
                ? bytes
                : throw new LockstepException(
                    $"{PathOf(relPath)}: not what manifest {manifest.Id[..12]} says. See 'lockstep data verify {ShellWord.Of(Folder)}'.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LockstepException($"{PathOf(relPath)}: can't be read: {exception.Message}", exception);
        }
    }

    /// <summary>Bookkeeping that a manifest lists, as those did that were written before it was left out, is looked for as well.</summary>
    private SnapshotListing WithAllThatIsListed(Manifest manifest, SnapshotListing listing, CancellationToken cancellation) =>
        listing.LeftOut.Count > 0 && manifest.Files.Any(file => Bookkeeping.Holds(file.RelPath))
            ? SnapshotListing.WithBookkeeping(Folder, cancellation)
            : listing;

    /// <summary>What a folder was sealed with is part of it, bookkeeping too, as long as all of that is there: a seal of before it was left out.</summary>
    private SnapshotListing WithOwnBookkeeping(SnapshotListing listing, CancellationToken cancellation)
    {
        if (listing.LeftOut.Count == 0 || !HasManifest)
        {
            return listing;
        }

        try
        {
            var listed = Manifest.Load(ManifestPath).Files.Select(file => file.RelPath).Where(Bookkeeping.Holds).ToHashSet(StringComparer.Ordinal);
            var all = SnapshotListing.WithBookkeeping(Folder, cancellation);
            return listed.Count > 0 && listed.IsSubsetOf(all.Files.Select(file => file.RelPath))
                ? listing with { Files = [.. all.Files.Where(file => !Bookkeeping.Holds(file.RelPath) || listed.Contains(file.RelPath))] }
                : listing;
        }
        catch (ManifestException)
        {
            return listing;
        }
    }

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

    /// <summary>The digest of a file that is the same before and after it was read.</summary>
    private Sha256Digest HashStill(FoundFile file, IProgress<long>? hashedBytes, CancellationToken cancellation)
    {
        var path = PathOf(file.RelPath);
        try
        {
            var digest = Sha256.OfStill(path, file.Status, cancellation)
                ?? throw new LockstepException($"{path}: was written to while it was read. Try again once nobody writes there.");
            hashedBytes?.Report(file.Status.Size);
            return digest;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LockstepException($"{path}: can't be read: {exception.Message}", exception);
        }
    }

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
