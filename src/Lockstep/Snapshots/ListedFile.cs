using Lockstep.Files;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Snapshots;

/// <summary>A listed file of a snapshot, open for reading here and there, of the length that the manifest says.</summary>
/// <remarks>
/// For large files of records, of which little is looked at before training. They aren't hashed once more, as
/// <see cref="Snapshot.ReadListed"/> does: the gate has just done it, and their pixels are read from the same place later.
/// </remarks>
internal sealed class ListedFile : IDisposable
{
    private readonly SafeFileHandle handle;

    private ListedFile(string path, SafeFileHandle handle, long length)
    {
        Place = path;
        this.handle = handle;
        Length = length;
    }

    /// <summary>The file's path on this disk, for messages.</summary>
    public string Place { get; }

    public long Length { get; }

    /// <exception cref="LockstepException">Not listed, unreadable, or not as long as the manifest says.</exception>
    public static ListedFile Open(Snapshot snapshot, Manifest manifest, string relPath)
    {
        var place = snapshot.PathOf(relPath);
        var expected = manifest.Find(relPath) ?? throw new LockstepException($"{snapshot.Folder}: {relPath} is not in the manifest.");
        return Reading(place, () =>
        {
            var handle = File.OpenHandle(place);
            var length = RandomAccess.GetLength(handle);
            if (length == expected.Bytes)
            {
                return new ListedFile(place, handle, length);
            }

            handle.Dispose();
            throw new LockstepException($"{place}: is {length} bytes, but manifest {manifest.Id[..12]} says {expected.Bytes}. "
                + $"See 'lockstep data verify {ShellWord.Of(snapshot.Folder)}'.");
        });
    }

    /// <summary>Fills all of <paramref name="target"/>.</summary>
    /// <exception cref="LockstepException">The file can't be read, or ends too early.</exception>
    public void Read(Span<byte> target, long at)
    {
        try
        {
            PositionedRead.Fill(handle, target, at);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(Place, exception);
        }
    }

    /// <summary>Says what the file is where it begins as something that is known; null where it doesn't.</summary>
    /// <param name="expected">The format that it should have.</param>
    public LockstepException? Foreign(string expected)
    {
        var start = new byte[Math.Min(Length, ForeignFile.Looked)];
        Read(start, 0);
        return ForeignFile.Of(start) is { } other
            ? new LockstepException($"{Place}: {other.Or($"expected the format {expected}")}. Then seal the data set anew.")
            : null;
    }

    /// <summary>The unpacked content of a gzip file, from its beginning.</summary>
    /// <exception cref="LockstepException">The file can't be read, or is no gzip file.</exception>
    public T Unpack<T>(Func<Stream, T> read) => Reading(Place, () =>
    {
        using var packed = new FileStream(Place, FileMode.Open, FileAccess.Read);
        return Gzip.Unpack(packed, Place, read);
    });

    public void Dispose() => handle.Dispose();

    private static T Reading<T>(string place, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(place, exception);
        }
    }

    private static LockstepException Unreadable(string place, Exception exception) => new($"{place}: can't be read: {exception.Message}", exception);
}
