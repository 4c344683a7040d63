using System.Collections.Concurrent;
using Lockstep.Files;

namespace Lockstep.Snapshots.Stores;

/// <summary>
/// Sends a sealed snapshot to a store: what is missing there, then the manifest, so that a manifest in a store means that all its objects are there.
/// </summary>
public static class SnapshotPush
{
    // Enough to hide a server's latency; memory is bounded by it.
    internal const int AtOnce = 8;

    // Up to here one question an object is cheaper than listing what other snapshots have left there too.
    private const int AskedOneByOne = 512;

    /// <summary>Pushes the snapshot; what an earlier push, finished or not, has brought there isn't sent again.</summary>
    /// <exception cref="ManifestException">The snapshot's manifest can't be used.</exception>
    /// <exception cref="ContentMismatchException">A file is not what the manifest says, or did not arrive so; nothing then lies under its digest.</exception>
    /// <exception cref="StoreException">The store can't be reached or refuses.</exception>
    public static async Task<TransferSummary> RunAsync(
        Snapshot snapshot, IObjectStore store, IProgress<TransferProgress>? progress = null, CancellationToken cancellation = default)
    {
        var bytes = await ReadManifestAsync(snapshot, cancellation).ConfigureAwait(false);
        var manifest = Manifest.Parse(bytes, snapshot.ManifestPath);
        var objects = SnapshotObjects.Of(manifest, snapshot.ManifestPath);
        var meter = new TransferMeter(progress, objects);

        var missing = await MissingAsync(objects, store, cancellation).ConfigureAwait(false);
        meter.Already(objects.Where(entry => !missing.Contains(entry)));
        var mark = StoreKey.OfPush(manifest.Id);
        if (missing.Count > 0)
        {
            await SendAsync(store, mark, OutgoingStream.OfBytes(mark, []), cancellation).ConfigureAwait(false);
            await InParallelAsync(
                missing,
                async (entry, stop) =>
                {
                    var content = OutgoingStream.OfFile(snapshot, entry, meter.Advance);
                    await using (content.ConfigureAwait(false))
                    {
                        await SendAsync(store, StoreKey.OfObject(entry.Sha256), content, stop).ConfigureAwait(false);
                    }

                    meter.Moved(entry);
                },
                cancellation).ConfigureAwait(false);
        }

        await SendManifestAsync(store, manifest, bytes, cancellation).ConfigureAwait(false);
        var name = StoreKey.OfName(manifest.Name ?? Path.GetFileName(snapshot.Folder), manifest.Id);
        if (await store.FindAsync(name, cancellation).ConfigureAwait(false) is null)
        {
            await SendAsync(store, name, OutgoingStream.OfBytes(name, []), cancellation).ConfigureAwait(false);
        }

        // It may also be an earlier push's, of which nothing was missing.
        await store.DeleteAsync(mark, cancellation).ConfigureAwait(false);
        return meter.Summary(manifest);
    }

    /// <summary>Runs the action on every item, a few at once, and throws what the first to fail threw.</summary>
    internal static async Task InParallelAsync<T>(IReadOnlyCollection<T> items, Func<T, CancellationToken, Task> act, CancellationToken cancellation)
    {
        Exception? first = null;
        try
        {
            await Parallel.ForEachAsync(
                items,
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
                async (item, stop) =>
                {
                    try
                    {
                        await act(item, stop).ConfigureAwait(false);
                    }
                    catch (Exception exception) when (exception is not OperationCanceledException)
                    {
                        // The others are stopped by it, and may then fail in ways that say nothing.
                        Interlocked.CompareExchange(ref first, exception, null);
                        throw;
                    }
                }).ConfigureAwait(false);
        }
        catch (Exception) when (first is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(first);
        }
    }

    private static async Task<byte[]> ReadManifestAsync(Snapshot snapshot, CancellationToken cancellation)
    {
        try
        {
            return await File.ReadAllBytesAsync(snapshot.ManifestPath, cancellation).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ManifestException(snapshot.ManifestPath, $"it can't be read: {exception.Message}");
        }
    }

    /// <summary>
    /// What does not lie in the store, or not for sure: while a push is marked as begun and not ended, what lies there
    /// may not have been checked on its arrival.
    /// </summary>
    private static async Task<HashSet<ManifestEntry>> MissingAsync(IReadOnlyList<ManifestEntry> objects, IObjectStore store, CancellationToken cancellation)
    {
        var there = await ThereAsync(objects, store, cancellation).ConfigureAwait(false);
        var missing = objects.Where(entry => !there.TryGetValue(entry, out var found) || found.Bytes != entry.Bytes).ToHashSet();
        if (!await IsAnyPushUnfinishedAsync(store, cancellation).ConfigureAwait(false))
        {
            return missing;
        }

        var bad = new ConcurrentBag<ManifestEntry>();
        await InParallelAsync(
            objects.Where(entry => !missing.Contains(entry)).ToArray(),
            async (entry, stop) =>
            {
                if (there[entry].Digest != entry.Digest
                    && await DigestInAsync(store, StoreKey.OfObject(entry.Sha256), stop).ConfigureAwait(false) != entry.Sha256)
                {
                    bad.Add(entry);
                }
            },
            cancellation).ConfigureAwait(false);
        missing.UnionWith(bad);
        return missing;
    }

    private static async Task<ConcurrentDictionary<ManifestEntry, (long Bytes, Sha256Digest? Digest)>> ThereAsync(
        IReadOnlyList<ManifestEntry> objects, IObjectStore store, CancellationToken cancellation)
    {
        var there = new ConcurrentDictionary<ManifestEntry, (long Bytes, Sha256Digest? Digest)>();
        if (objects.Count <= AskedOneByOne)
        {
            await InParallelAsync(
                objects,
                async (entry, stop) =>
                {
                    if (await store.FindAsync(StoreKey.OfObject(entry.Sha256), stop).ConfigureAwait(false) is { } found)
                    {
                        there[entry] = Told(found);
                    }
                },
                cancellation).ConfigureAwait(false);
            return there;
        }

        var byDigest = objects.ToDictionary(entry => entry.Digest);
        await InParallelAsync(
            objects.Select(entry => StoreKey.OfObject(entry.Sha256))
                .Select(key => key[..(key.LastIndexOf('/') + 1)]).Distinct(StringComparer.Ordinal).ToArray(),
            async (prefix, stop) =>
            {
                await foreach (var found in store.ListAsync(prefix, stop).ConfigureAwait(false))
                {
                    if (StoreKey.DigestOf(found.Key) is { } digest && byDigest.TryGetValue(digest, out var entry))
                    {
                        there[entry] = Told(found);
                    }
                }
            },
            cancellation).ConfigureAwait(false);
        return there;
    }

    /// <summary>What is kept of an answer: there may be millions.</summary>
    private static (long Bytes, Sha256Digest? Digest) Told(StoredObject found) => (found.Bytes, found.Sha256 is { } digits ? Sha256Digest.Parse(digits) : null);

    private static async Task<bool> IsAnyPushUnfinishedAsync(IObjectStore store, CancellationToken cancellation)
    {
        await foreach (var _ in store.ListAsync(StoreKey.Pushing, cancellation).ConfigureAwait(false))
        {
            return true;
        }

        return false;
    }

    private static async Task SendManifestAsync(IObjectStore store, Manifest manifest, byte[] bytes, CancellationToken cancellation)
    {
        // One that lies there stays, byte for byte, if it is whole: its name may be another's.
        var key = StoreKey.OfManifest(manifest.Id);
        if (await store.FindAsync(key, cancellation).ConfigureAwait(false) is null
            || await SnapshotCatalog.TryReadAsync(store, manifest.Id, cancellation).ConfigureAwait(false) is null)
        {
            await SendAsync(store, key, OutgoingStream.OfBytes($"{StoreKey.Manifests}{manifest.Id}.json", bytes), cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Puts an object and makes sure that it arrived as it is.</summary>
    private static async Task SendAsync(IObjectStore store, string key, OutgoingStream content, CancellationToken cancellation)
    {
        var expected = content.Expected;
        var answered = await store.PutAsync(key, content, cancellation).ConfigureAwait(false);
        if (answered == expected.Sha256 || await DigestInAsync(store, key, cancellation).ConfigureAwait(false) is var arrived && arrived == expected.Sha256)
        {
            return;
        }

        await store.DeleteAsync(key, cancellation).ConfigureAwait(false);
        throw new ContentMismatchException(
            expected.RelPath,
            $"{store.Location}: {expected.RelPath} arrived with SHA-256 {arrived}, expected {expected.Sha256}: the store, or something on the way to it, "
            + "changed it. It was deleted there. Push again; if it happens again, the store can't be used.");
    }

    private static async Task<string> DigestInAsync(IObjectStore store, string key, CancellationToken cancellation)
    {
        var hash = new HashingStream();
        await using (hash.ConfigureAwait(false))
        {
            await store.GetAsync(key, hash, cancellation).ConfigureAwait(false);
            return hash.Digest;
        }
    }
}
