using Lockstep.Files;

namespace Lockstep.Snapshots;

/// <summary>Freezes a folder as a new snapshot: content that the store or an earlier snapshot has is not stored again.</summary>
public sealed class SnapshotMaker(LocalStore store, TimeProvider clock)
{
    /// <summary>Makes <paramref name="destination"/> from what lies in <paramref name="source"/> now; the source is only read.</summary>
    /// <param name="previous">A snapshot whose files are shared where the store lacks them; null for none.</param>
    /// <param name="trustUntouched">Whether source files that nobody touched since they were last hashed are passed unread.</param>
    /// <exception cref="LockstepException">The source can't be read or doesn't hold still, or the destination is taken or can't be written.</exception>
    public NewSnapshot Make(
        string source, string destination, string? name, Snapshot? previous, bool trustUntouched, IProgress<long>? hashedBytes, CancellationToken cancellation)
    {
        SnapshotWriter.RefuseTaken(destination);
        SealedFolder.Refuse(destination, source);
        using var use = store.Use();
        var origin = new Snapshot(source);
        var manifest = origin.Describe(
            name ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(destination))), trustUntouched, clock, hashedBytes, cancellation);
        var before = Earlier(previous, cancellation);
        var fresh = 0;
        long freshBytes = 0;
        try
        {
            Parallel.ForEach(
                manifest.Files.DistinctBy(file => file.Digest),
                new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation },
                file =>
                {
                    if (!store.Has(file.Sha256, file.Bytes) && !TryShare(before, file))
                    {
                        Store(origin, file, cancellation);
                        Interlocked.Increment(ref fresh);
                        Interlocked.Add(ref freshBytes, file.Bytes);
                    }
                });
        }
        catch (AggregateException all) when (all.Flatten().InnerExceptions is [var first, ..])
        {
            throw first is IOException or UnauthorizedAccessException
                ? new LockstepException($"{store.Folder}: can't take the files in: {first.Message}", first)
                : first;
        }

        var methods = SnapshotWriter.Write(manifest, destination, file => store.PathOf(file.Sha256), cancellation);
        var folder = new Snapshot(destination).Folder;
        store.Register(folder, manifest);
        return new NewSnapshot(folder, manifest, fresh, freshBytes, methods);
    }

    /// <summary>The paths of an earlier snapshot by digest, where the store doesn't have them all.</summary>
    /// <exception cref="GateException">Its files are not what its manifest says.</exception>
    private Dictionary<Sha256Digest, string> Earlier(Snapshot? previous, CancellationToken cancellation)
    {
        if (previous is null)
        {
            return [];
        }

        var manifest = Manifest.Load(previous.ManifestPath);
        if (IsOfTheStore(previous, manifest, cancellation))
        {
            return [];
        }

        var damaged = previous.Verify(manifest, trustUntouched: true, clock, hashedBytes: null, cancellation).Damage;
        return damaged.Count == 0
            ? manifest.Files.DistinctBy(file => file.Digest).ToDictionary(file => file.Digest, file => previous.PathOf(file.RelPath))
            : throw new GateException(previous, manifest, damaged, "so nothing can be taken from it");
    }

    /// <summary>
    /// Whether each of a snapshot's files is a name of the store's object: then what it holds is in the store, untouched, and is taken from there.
    /// A new name changes a file's change time, so that the record of an earlier check would have every one of them read again.
    /// </summary>
    private bool IsOfTheStore(Snapshot snapshot, Manifest manifest, CancellationToken cancellation)
    {
        var listing = SnapshotListing.Of(snapshot.Folder, cancellation);
        return listing.Problems.Count == 0 && listing.Files.Count == manifest.Files.Count
            && Parallel.For(
                0, manifest.Files.Count,
                new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation }, (index, loop) =>
                {
                    var (file, listed) = (listing.Files[index], manifest.Files[index]);
                    if (file.RelPath != listed.RelPath || file.Status.Size != listed.Bytes || !store.IsObject(listed.Sha256, file.Status))
                    {
                        loop.Stop();
                    }
                }).IsCompleted;
    }

    private bool TryShare(Dictionary<Sha256Digest, string> before, ManifestEntry file)
    {
        if (!before.TryGetValue(file.Digest, out var path))
        {
            return false;
        }

        using var incoming = store.Receive();
        FileClone.Make(path, incoming.Path);
        incoming.Commit(file.Sha256);
        return true;
    }

    private void Store(Snapshot origin, ManifestEntry file, CancellationToken cancellation)
    {
        using var incoming = store.Receive();
        var path = origin.PathOf(file.RelPath);
        var digest = FileClone.TryReflink(path, incoming.Path)
            ? Sha256.OfFile(incoming.Path, cancellation).Digest
            : Sha256.Copy(path, incoming.Path, cancellation);
        if (digest != file.Sha256)
        {
            throw new LockstepException($"{path}: was written to while the snapshot was made; nothing was left of it. Try again once nobody writes there.");
        }

        incoming.Commit(digest);
    }
}

/// <summary>What came of making a snapshot.</summary>
/// <param name="Fresh">Files whose content was not stored before.</param>
/// <param name="Methods">How many files of the folder came about in which way.</param>
public sealed record NewSnapshot(string Folder, Manifest Manifest, int Fresh, long FreshBytes, IReadOnlyDictionary<CloneMethod, int> Methods);
