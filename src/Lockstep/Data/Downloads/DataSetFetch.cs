namespace Lockstep.Data.Downloads;

/// <summary>Makes a sealed snapshot of pinned files: fetched, proven, unpacked; whole or not at all.</summary>
/// <param name="download">How a file is fetched.</param>
/// <param name="downloadsFolder">Where files arrive and stay until the snapshot is made; a later try goes on from what lies there.</param>
public sealed class DataSetFetch(Download download, string downloadsFolder)
{
    /// <param name="set">What to fetch.</param>
    /// <param name="folder">The snapshot's; absent, or empty.</param>
    /// <param name="limits">Of what is unpacked; null for those that <see cref="UnpackLimits.For"/> gives.</param>
    /// <param name="progress">Told of every piece that arrives, and at the end that a file is whole.</param>
    /// <param name="cancellation">Leaves what has arrived for the next try.</param>
    /// <exception cref="NotAsPinnedException">A file is not what was pinned.</exception>
    /// <exception cref="ArchiveException">A file can't or mustn't be unpacked.</exception>
    /// <exception cref="LockstepException">The folder is taken, or the network, the server or the disk failed.</exception>
    public async Task<FetchedDataSet> FetchAsync(PinnedDataSet set, string folder, UnpackLimits? limits = null, IProgress<DownloadProgress>? progress = null, CancellationToken cancellation = default)
    {
        folder = Path.GetFullPath(folder);
        if (IsTaken(folder))
        {
            throw new LockstepException($"{folder}: is there already, and not empty.");
        }

        var files = new List<FileStream>();
        try
        {
            foreach (var file in set.Files)
            {
                files.Add(await download.FetchAsync(file, PartialPathOf(file), progress, cancellation).ConfigureAwait(false));
            }

            var fetched = await Task.Run(() => Unpack(set, files, folder, limits ?? UnpackLimits.For(set.Bytes), cancellation), cancellation).ConfigureAwait(false);
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
    public static bool IsTaken(string folder) => File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any());

    public string PartialPathOf(PinnedFile file) => Path.Combine(Path.GetFullPath(downloadsFolder), $"{file.Sha256}.partial");

    private FetchedDataSet Unpack(PinnedDataSet set, List<FileStream> files, string folder, UnpackLimits limits, CancellationToken cancellation)
    {
        var plan = UnpackPlan.Of([.. set.Files.Zip(files, (file, stream) => new Archive(file.FileName, stream))], limits, cancellation);

        // No other process has it: it is named after a file that this one holds the lock of.
        var unpacked = Path.ChangeExtension(PartialPathOf(set.Files[0]), ".unpacked");
        Clear(unpacked);
        Directory.CreateDirectory(unpacked);
        try
        {
            plan.Write(new UnpackedFolder(unpacked), cancellation);
            var manifest = new Snapshot(unpacked).Seal(set.Name, hashedBytes: null, cancellation);
            Directory.CreateDirectory(Path.GetDirectoryName(folder) ?? folder);
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder);
            }

            Directory.Move(unpacked, folder);
            return new FetchedDataSet(new Snapshot(folder), manifest, plan.Notes);
        }
        finally
        {
            Clear(unpacked);
        }
    }

    private static void Clear(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Delete(List<FileStream> files) => files.ForEach(file => File.Delete(file.Name));
}
