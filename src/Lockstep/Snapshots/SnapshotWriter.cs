using System.Runtime.InteropServices;
using Lockstep.Files;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Snapshots;

/// <summary>Makes a snapshot's folder from content that is on this disk already: whole or not at all, read-only.</summary>
/// <remarks>
/// It grows under a temporary name beside its place, is flushed to the disk, and is renamed in one step that fails where the place is
/// taken. What a killed process left is removed by the next one that makes the same snapshot.
/// </remarks>
internal static partial class SnapshotWriter
{
    private const int CurrentFolder = -100; // AT_FDCWD
    private const uint NoReplace = 1; // RENAME_NOREPLACE
    private const int AlreadyExists = 17; // EEXIST
    private const int NotEmpty = 39; // ENOTEMPTY
    private const int LockExclusive = 2; // LOCK_EX
    private const int LockWithoutWaiting = 4; // LOCK_NB

    /// <summary>Makes the folder.</summary>
    /// <param name="manifest">What it is to hold.</param>
    /// <param name="destination">It must not exist, or be empty.</param>
    /// <param name="contentOf">A file with the content of an entry, which stays where it is: its blocks or its inode are shared where that can be.</param>
    /// <returns>How many files came about in which way.</returns>
    /// <exception cref="LockstepException">The destination is taken, or can't be written.</exception>
    public static IReadOnlyDictionary<CloneMethod, int> Write(
        Manifest manifest, string destination, Func<ManifestEntry, string> contentOf, CancellationToken cancellation = default)
    {
        destination = Path.TrimEndingDirectorySeparator(Path.GetFullPath(destination));
        RefuseTaken(destination);
        var parent = Path.GetDirectoryName(destination) ?? throw new LockstepException($"{destination}: is no place for a snapshot.");
        try
        {
            Directory.CreateDirectory(parent);
            var growing = Path.Combine(parent, $".{Path.GetFileName(destination)}.{Path.GetRandomFileName()}.partial");
            try
            {
                using var alive = Begin(growing, parent, Path.GetFileName(destination));
                var methods = Fill(growing, manifest, contentOf, cancellation);
                AtomicFile.Write(Path.Combine(growing, Manifest.FileName), manifest.WriteTo);
                FrozenFiles.Freeze(Path.Combine(growing, Manifest.FileName));
                FrozenFiles.FreezeFolders(growing);
                FlushFileSystem(alive);
                Rename(growing, destination);
                return methods;
            }
            catch
            {
                FrozenFiles.Delete(growing);
                throw;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LockstepException($"{destination}: the snapshot can't be written, and nothing of it was left: {exception.Message}", exception);
        }
    }

    /// <exception cref="LockstepException">Something lies there, or it lies in a sealed folder.</exception>
    public static void RefuseTaken(string destination)
    {
        SealedFolder.Refuse(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(destination))) ?? "/");
        if (Presence.IsFile(destination) || (Presence.IsFolder(destination) && Directory.EnumerateFileSystemEntries(destination).Any()))
        {
            throw new LockstepException($"{destination}: is taken, and a snapshot never changes. Name a new folder, such as the next version.");
        }
    }

    private static Dictionary<CloneMethod, int> Fill(string growing, Manifest manifest, Func<ManifestEntry, string> contentOf, CancellationToken cancellation)
    {
        foreach (var folder in manifest.Files.Select(file => Path.GetDirectoryName(file.RelPath) ?? "").Distinct(StringComparer.Ordinal))
        {
            Directory.CreateDirectory(Path.Combine(growing, folder));
        }

        var counts = new int[Enum.GetValues<CloneMethod>().Length];
        var reflink = true;
        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation };
        try
        {
            Parallel.ForEach(manifest.Files, options, entry =>
            {
                var target = Path.Combine(growing, entry.RelPath);
                var method = FileClone.Make(contentOf(entry), target, Volatile.Read(ref reflink));
                if (method != CloneMethod.Reflink)
                {
                    // What the store has lies on one file system: where it refuses one, it refuses all.
                    Volatile.Write(ref reflink, false);
                }

                if (method != CloneMethod.HardLink)
                {
                    FrozenFiles.Freeze(target);
                }

                Interlocked.Increment(ref counts[(int)method]);
            });
        }
        catch (AggregateException all) when (all.Flatten().InnerExceptions is [var first, ..])
        {
            throw first;
        }

        return Enum.GetValues<CloneMethod>().Where(method => counts[(int)method] > 0).ToDictionary(method => method, method => counts[(int)method]);
    }

    /// <summary>Makes the temporary folder and holds a lock on it.</summary>
    private static SafeFileHandle Begin(string growing, string parent, string name)
    {
        // One process at a time: between its making and its lock a folder would be taken for a leftover.
        using var turn = Open(parent, 0);
        if (turn.IsInvalid || Flock(turn, LockExclusive) != 0)
        {
            throw new IOException($"{parent}: can't be locked: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
        }

        RemoveLeftBehind(parent, name);
        Directory.CreateDirectory(growing);
        return Lock(growing);
    }

    /// <summary>Temporary folders of this snapshot whose makers are dead: a living one holds a lock on its own.</summary>
    private static void RemoveLeftBehind(string parent, string name)
    {
        foreach (var folder in Directory.EnumerateDirectories(parent, $".{name}.*.partial"))
        {
            using var handle = TryLock(folder);
            if (handle is not null)
            {
                FrozenFiles.Delete(folder);
            }
        }
    }

    private static SafeFileHandle Lock(string folder) =>
        TryLock(folder) ?? throw new IOException($"{folder}: another process took it for a leftover. Try again.");

    private static SafeFileHandle? TryLock(string folder)
    {
        var handle = Open(folder, 0);
        if (!handle.IsInvalid && Flock(handle, LockExclusive | LockWithoutWaiting) == 0)
        {
            return handle;
        }

        handle.Dispose();
        return null;
    }

    private static void FlushFileSystem(SafeFileHandle folder)
    {
        if (Syncfs(folder) != 0)
        {
            throw new IOException($"the disk did not take it: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
        }
    }

    private static void Rename(string from, string to)
    {
        // An empty folder in the way goes; anything else stays, also what appears there just now.
        if (Presence.IsFolder(to) && !Directory.EnumerateFileSystemEntries(to).Any())
        {
            TryDeleteEmpty(to);
        }

        if (Renameat2(CurrentFolder, from, CurrentFolder, to, NoReplace) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            throw error is AlreadyExists or NotEmpty
                ? new LockstepException($"{to}: was taken by another process meanwhile; nothing was changed there.")
                : new IOException(Marshal.GetPInvokeErrorMessage(error));
        }
    }

    private static void TryDeleteEmpty(string folder)
    {
        try
        {
            Directory.Delete(folder);
        }
        catch (IOException)
        {
            // Another was first; the rename, which replaces nothing, says so.
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Flock(SafeFileHandle handle, int operation);

    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    private static partial int Syncfs(SafeFileHandle handle);

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Renameat2(int fromFolder, string from, int toFolder, string to, uint flags);
}
