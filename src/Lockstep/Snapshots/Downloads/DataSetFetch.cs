using Lockstep.Archives;
using Lockstep.Files;


namespace Lockstep.Snapshots.Downloads;

/// <summary>Makes a sealed snapshot of pinned files: fetched, proven, unpacked; whole or not at all.</summary>
/// <param name="download">How a file is fetched.</param>
/// <param name="store">Where files arrive, and where those that come out of them stay.</param>
public sealed class DataSetFetch(Download download, LocalStore store)
{
    /// <param name="set">What to fetch.</param>
    /// <param name="folder">The snapshot's; absent, or empty.</param>
    /// <param name="limits">Of what is unpacked; null for those that <see cref="UnpackLimits.For"/> gives.</param>
    /// <param name="progress">Told of every piece that arrives, and at the end that a file is whole.</param>
    /// <param name="cancellation">Leaves what has arrived for the next try.</param>
    /// <exception cref="NotAsPinnedException">A file is not what was pinned.</exception>
    /// <exception cref="ArchiveException">A file can't or mustn't be unpacked.</exception>
    /// <exception cref="LockstepException">The folder is taken, or the network, the server or the disk failed.</exception>
    public async Task<FetchedDataSet> FetchAsync(
        PinnedDataSet set, string folder, UnpackLimits? limits = null, IProgress<DownloadProgress>? progress = null, CancellationToken cancellation = default)
    {
        SnapshotWriter.RefuseTaken(folder);
        var files = new List<FileStream>();
        store.Make();
        try
        {
            foreach (var file in set.Files)
            {
                files.Add(await download.FetchAsync(file, PartialPathOf(file), progress, cancellation).ConfigureAwait(false));
            }

            var fetched = await Task.Run(() => Unpack(set, files, folder, limits ?? UnpackLimits.For(set.Bytes), cancellation), cancellation)
                .ConfigureAwait(false);
            Delete(files);
            return fetched;
        }
        catch (ArchiveException exception) when (exception is not UnpackLimitException)
        {
            // The same bytes would be refused again.
            Delete(files);
            throw;
        }
        finally
        {
            files.ForEach(file => file.Dispose());
        }
    }

    /// <summary>Whether a file of that name is packed in a way that can't be undone here.</summary>
    public static bool CannotUnpack(string fileName) => Archive.IsOfUnknownKind(fileName);

    /// <summary>Whether something lies there that a snapshot would replace.</summary>
    public static bool IsTaken(string folder) => Presence.IsFile(folder) || (Presence.IsFolder(folder) && Directory.EnumerateFileSystemEntries(folder).Any());

    /// <summary>Where a file arrives, and stays until the snapshot is made; a later try resumes from what is there.</summary>
    public string PartialPathOf(PinnedFile file) => Path.Combine(store.Folder, "downloads", $"{file.Sha256}.partial");

    private FetchedDataSet Unpack(PinnedDataSet set, List<FileStream> files, string folder, UnpackLimits limits, CancellationToken cancellation)
    {
        using var use = store.Use();
        var plan = UnpackPlan.Of([.. set.Files.Zip(files, (file, stream) => new Archive(file.FileName, stream))], limits, cancellation);
        var manifest = Manifest.Of(plan.Take(new StoreIntake(store), cancellation), set.Name);
        SnapshotWriter.Write(manifest, folder, file => store.PathOf(file.Sha256), cancellation);
        var snapshot = new Snapshot(folder);
        store.Register(snapshot.Folder, manifest);
        return new FetchedDataSet(snapshot, manifest, plan.Notes);
    }

    private static void Delete(List<FileStream> files) => files.ForEach(file => File.Delete(file.Name));
}
