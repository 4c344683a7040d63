using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Files;

/// <summary>An open folder: what a path can't do with one.</summary>
public sealed partial class FolderHandle : IDisposable
{
    private const int OpenFolder = 0x1_0000 | 0x8_0000; // O_DIRECTORY | O_CLOEXEC: no child process shares it
    private const int ExclusiveAtOnce = 2 | 4; // LOCK_EX | LOCK_NB
    private const int SharedAtOnce = 1 | 4; // LOCK_SH | LOCK_NB
    private const int Release = 8; // LOCK_UN
    private const int WouldBlock = 11; // EWOULDBLOCK

    private readonly SafeFileHandle handle;
    private readonly string path;

    private FolderHandle(SafeFileHandle handle, string path) => (this.handle, this.path) = (handle, path);

    /// <exception cref="IOException">No folder is there, or it can't be read.</exception>
    public static FolderHandle Open(string path)
    {
        var descriptor = OpenDescriptor(path, OpenFolder);
        return descriptor >= 0
            ? new FolderHandle(new SafeFileHandle(descriptor, ownsHandle: true), path)
            : throw Failure(path, "can't be opened");
    }

    /// <summary>Keeps every other process from locking the folder, until this is disposed or the process ends, however it ends.</summary>
    /// <returns>False where another has it. True also on a file system that can't lock folders, such as NFS.</returns>
    public bool TryLock() => Lock(handle, ExclusiveAtOnce) == 0 || Marshal.GetLastPInvokeError() != WouldBlock;

    /// <summary>Whether another has it; null on a file system that can't say. Asking makes <see cref="TryLock"/> of others fail for a moment.</summary>
    public bool? IsLocked
    {
        get
        {
            if (Lock(handle, SharedAtOnce) != 0)
            {
                return Marshal.GetLastPInvokeError() == WouldBlock ? true : null;
            }

            Lock(handle, Release);
            return false;
        }
    }

    /// <summary>Puts the names in the folder on the disk: a file that was renamed is found under its new name after a power cut.</summary>
    public void Flush()
    {
        if (Synchronize(handle) != 0)
        {
            throw Failure(path, "its names can't be put on the disk");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();

    private static IOException Failure(string path, string what) => new($"{path}: {what}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenDescriptor(string path, int flags);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Lock(SafeFileHandle handle, int operation);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Synchronize(SafeFileHandle handle);
}
