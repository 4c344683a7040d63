using System.Runtime.CompilerServices;
using Lockstep.Files;

namespace Lockstep.Snapshots.Stores;

/// <summary>A folder as a store: keys are paths below it.</summary>
/// <remarks>What is being put lies in <c>.incoming/</c> until it is whole and on the disk; what a killed process left there may be deleted.</remarks>
internal sealed class FolderStore(string folder) : IObjectStore
{
    private const string IncomingName = ".incoming";

    private static long puts;

    public string Location { get; } = Path.GetFullPath(folder);

    public Task<StoredObject?> FindAsync(string key, CancellationToken cancellation) => Act($"{key} can't be looked up", () =>
    {
        cancellation.ThrowIfCancellationRequested();
        var path = PathOf(key);
        return Task.FromResult(Presence.IsFile(path) ? new StoredObject(key, new FileInfo(path).Length, null) : null);
    });

    public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var found in await Act("can't be listed", () => Task.FromResult(List(prefix, cancellation))).ConfigureAwait(false))
        {
            cancellation.ThrowIfCancellationRequested();
            yield return found;
        }
    }

    public Task<string?> PutAsync(string key, OutgoingStream content, CancellationToken cancellation) => Act<string?>($"{key} can't be written", async () =>
    {
        var path = PathOf(key);
        var incoming = Directory.CreateDirectory(Path.Combine(Location, IncomingName)).FullName;
        var temporary = Path.Combine(incoming, FormattableString.Invariant($"{Environment.ProcessId}-{Interlocked.Increment(ref puts)}"));
        try
        {
            var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
            await using (file.ConfigureAwait(false))
            {
                await content.CopyToAsync(file, 1 << 18, cancellation).ConfigureAwait(false);
                file.Flush(flushToDisk: true);
            }

            Directory.CreateDirectory(Path.GetDirectoryName(path) ?? Location);
            File.Move(temporary, path, overwrite: true);
            return null;
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    });

    public async Task GetAsync(string key, Stream destination, CancellationToken cancellation)
    {
        var file = await Act($"{key} can't be read", () => Task.FromResult(
            new FileStream(PathOf(key), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan
                | FileOptions.Asynchronous)))
            .ConfigureAwait(false);
        await using (file.ConfigureAwait(false))
        {
            try
            {
                await Transfer.CopyAsync(file, bytes: null, destination, StorePatience.Default.Stall, cancellation).ConfigureAwait(false);
            }
            catch (BrokenBodyException exception)
            {
                throw new StoreException(Location, $"{key} can't be read: {exception.Message}", exception);
            }
        }
    }

    public Task DeleteAsync(string key, CancellationToken cancellation) => Act($"{key} can't be deleted", () =>
    {
        cancellation.ThrowIfCancellationRequested();
        var path = PathOf(key);
        if (Presence.IsFile(path))
        {
            File.Delete(path);
        }

        return Task.FromResult(true);
    });

    public void Dispose()
    {
    }

    private List<StoredObject> List(string prefix, CancellationToken cancellation)
    {
        // Only the folder that the prefix names whole is walked: the objects of a store can be many.
        var slash = prefix.LastIndexOf('/');
        var start = slash < 0 ? Location : Path.Combine(Location, prefix[..slash]);
        var found = new List<StoredObject>();
        if (!Presence.IsFolder(start))
        {
            return found;
        }

        foreach (var file in WholeFolder.Files(start))
        {
            cancellation.ThrowIfCancellationRequested();
            var key = Path.GetRelativePath(Location, file);
            if (key.StartsWith(prefix, StringComparison.Ordinal) && !key.StartsWith(IncomingName + "/", StringComparison.Ordinal))
            {
                found.Add(new StoredObject(key, new FileInfo(file).Length, null));
            }
        }

        return found;
    }

    private string PathOf(string key) =>
        StoreKey.IsOne(key) ? Path.Combine(Location, key) : throw new ArgumentException(
            $"'{key}' is no key: it must be a relative path that stays inside the store.", nameof(key));

    private async Task<T> Act<T>(string failed, Func<Task<T>> act)
    {
        try
        {
            return await act().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(Location, $"{failed}: {exception.Message}", exception);
        }
    }
}
