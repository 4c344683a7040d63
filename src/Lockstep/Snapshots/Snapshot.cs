using Lockstep.Files;

namespace Lockstep.Snapshots;

/// <summary>A data set's folder on this disk: what lies in it, its seal, and the check against a manifest.</summary>
public sealed partial class Snapshot(string folder)
{
    /// <summary>Absolute, without a separator at its end.</summary>
    public string Folder { get; } = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));

    /// <summary>Whether there is a file or not.</summary>
    public string ManifestPath => Path.Combine(Folder, Manifest.FileName);

    /// <summary>Whether it is sealed.</summary>
    public bool HasManifest => Presence.IsFile(ManifestPath);

    /// <param name="relPath">As the manifest has it, with <c>/</c>; not checked here.</param>
    public string PathOf(string relPath) => Path.Combine(Folder, relPath);

    /// <summary>Whether it is a snapshot by its own manifest, nothing of it read: to tell folders apart before the gate checks one.</summary>
    /// <param name="isWhole">
    /// Whether each file must be there, as where git may keep the manifest and leave out what it lists; a folder without a manifest is then one too.
    /// </param>
    public bool SaysItIs(Manifest manifest, bool isWhole)
    {
        try
        {
            return (HasManifest ? Manifest.Load(ManifestPath).Id == manifest.Id : isWhole && Presence.IsFolder(Folder))
                && (!isWhole || manifest.Files.All(file => Presence.IsFile(PathOf(file.RelPath))));
        }
        catch (LockstepException)
        {
            return false; // a manifest that can't be read: the gate says why, where no other folder is the one
        }
    }

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

    /// <summary>Lists what lies in the folder, so that the manifest can be read meanwhile.</summary>
    public Task<SnapshotListing> ListAsync(CancellationToken cancellation = default) => Task.Run(() => SnapshotListing.Of(Folder, cancellation), cancellation);

    /// <summary>The bytes of a listed file, checked against its entry: a file that changed since the gate is not read as what it was.</summary>
    /// <exception cref="LockstepException">Not listed, unreadable, or not what the manifest says.</exception>
    public byte[] ReadListed(Manifest manifest, string relPath)
    {
        var expected = manifest.Find(relPath) ?? throw new LockstepException($"{Folder}: {relPath} is not in the manifest.");
        try
        {
            var bytes = RegularFile.ReadAllBytes(PathOf(relPath), RegularFile.MostOfListing);
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
}
