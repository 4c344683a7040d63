namespace Lockstep.Snapshots.Stores;

/// <summary>Gets a snapshot from a store: what the local store lacks comes into it, checked; then the folder appears, whole or not at all.</summary>
public static class SnapshotPull
{
    /// <summary>Reads the manifest of a snapshot in a store.</summary>
    /// <param name="store">Where it lies.</param>
    /// <param name="text">A name, an ID, or the beginning of one.</param>
    /// <exception cref="UnknownSnapshotException">It means none, or several.</exception>
    /// <exception cref="ContentMismatchException">What lies there is not that manifest.</exception>
    public static async Task<Manifest> FindAsync(IObjectStore store, string text, CancellationToken cancellation = default)
    {
        var id = await SnapshotCatalog.FindAsync(store, text, cancellation).ConfigureAwait(false);
        return await SnapshotCatalog.TryReadAsync(store, id, cancellation).ConfigureAwait(false) is var (_, manifest)
            ? manifest
            : throw new ContentMismatchException(Manifest.FileName, $"{store.Location}: {StoreKey.OfManifest(id)} is not the manifest that its name says, "
                + "so nothing was taken from there. Push the snapshot again, from where it is whole.");
    }

    /// <summary>Gets the snapshot.</summary>
    /// <param name="manifest">From <see cref="FindAsync"/>.</param>
    /// <param name="store">Where its objects lie.</param>
    /// <param name="local">Where they come to lie here; what is there already isn't moved.</param>
    /// <param name="destination">A folder that is not there yet, or empty.</param>
    /// <exception cref="ContentMismatchException">An object is not what its key says; there is no destination then.</exception>
    /// <exception cref="StoreException">The store can't be reached or refuses.</exception>
    /// <exception cref="LockstepException">The destination is taken or can't be written.</exception>
    public static async Task<TransferSummary> RunAsync(
        Manifest manifest, IObjectStore store, LocalStore local, string destination, IProgress<TransferProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        SnapshotWriter.RefuseTaken(destination);
        using var use = local.Use();
        var objects = SnapshotObjects.Of(manifest, $"{store.Location}/{StoreKey.OfManifest(manifest.Id)}");
        var meter = new TransferMeter(progress, objects);
        try
        {
            var missing = objects.AsParallel().WithCancellation(cancellation).Where(entry => !local.Has(entry.Sha256, entry.Bytes)).ToHashSet();
            meter.Already(objects.Where(entry => !missing.Contains(entry)));
            await SnapshotPush.InParallelAsync(
                missing,
                async (entry, stop) =>
                {
                    await ReceiveAsync(store, local, entry, meter, stop).ConfigureAwait(false);
                    meter.Moved(entry);
                },
                cancellation).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LockstepException($"{local.Folder}: can't take the objects in: {exception.Message}", exception);
        }

        await Task.Run(() => SnapshotWriter.Write(manifest, destination, entry => local.PathOf(entry.Sha256), cancellation), cancellation)
            .ConfigureAwait(false);
        local.Register(new Snapshot(destination).Folder, manifest);
        return meter.Summary(manifest);
    }

    private static async Task ReceiveAsync(IObjectStore store, LocalStore local, ManifestEntry entry, TransferMeter meter, CancellationToken cancellation)
    {
        using var incoming = local.Receive();
        string digest;
        var file = new FileStream(incoming.Path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
        await using (file.ConfigureAwait(false))
        {
            var arriving = new ArrivingStream(store, file, entry, meter.Advance);
            await using (arriving.ConfigureAwait(false))
            {
                try
                {
                    await store.GetAsync(StoreKey.OfObject(entry.Sha256), arriving, cancellation).ConfigureAwait(false);
                }
                catch (StoreException exception)
                {
                    throw new StoreException(store.Location, $"{entry.RelPath} can't be got, so nothing was written: {exception.Reason}", exception);
                }

                digest = arriving.CheckedDigest();
            }

            file.Flush(flushToDisk: true);
        }

        incoming.Commit(digest);
    }
}
