using System.Security.Cryptography;
using Lockstep.Files;

namespace Lockstep.Snapshots.Stores;

/// <summary>
/// Bytes on their way to a store, hashed while they are read; the last of them are handed out only once all of
/// them are known to have the expected digest.
/// </summary>
/// <remarks>
/// So no store ever holds, under a digest, a file that has another: the upload breaks off before it is complete. A client may go
/// back to the start, which starts the hash again, or back to the start of a part; bytes that are read again in the middle are not
/// hashed again, for which <see cref="SnapshotPush"/> reads back what was sent in parts.
/// </remarks>
public sealed class OutgoingStream : Stream
{
    private readonly Stream source;
    private readonly string where;
    private readonly Action<long>? advanced;
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long hashed;
    private long furthest;

    private OutgoingStream(Stream source, ManifestEntry expected, string where, Action<long>? advanced)
    {
        this.source = source;
        this.where = where;
        this.advanced = advanced;
        Expected = expected;
    }

    /// <summary>What it must be.</summary>
    public ManifestEntry Expected { get; }

    /// <summary>Set once it was seen to be something else; clients wrap what a read throws in exceptions of their own.</summary>
    public ContentMismatchException? Mismatch { get; private set; }

    /// <summary>Told at every read, also of what was read before.</summary>
    internal Action? WhenRead { get; set; }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => Expected.Bytes;

    /// <inheritdoc/>
    public override long Position
    {
        get => source.Position;
        set
        {
            source.Position = value;
            if (value == 0 && hashed > 0)
            {
                hash.GetHashAndReset();
                hashed = 0;
            }
        }
    }

    /// <summary>A file of a snapshot.</summary>
    /// <param name="snapshot">The folder.</param>
    /// <param name="expected">The file, and what it must be.</param>
    /// <param name="advanced">Told how many more bytes have been read for the first time.</param>
    /// <exception cref="ContentMismatchException">It is not there, can't be read, or has another size.</exception>
    public static OutgoingStream OfFile(Snapshot snapshot, ManifestEntry expected, Action<long>? advanced = null)
    {
        var path = snapshot.PathOf(expected.RelPath);
        try
        {
            return Checked(new OutgoingStream(
                new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan
                    | FileOptions.Asynchronous),
                expected, path, advanced));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw NotAsListed(path, expected, $"can't be read: {exception.Message}");
        }
    }

    /// <summary>Bytes that are at hand.</summary>
    public static OutgoingStream OfBytes(string name, byte[] bytes) =>
        new(new MemoryStream(bytes, writable: false), new ManifestEntry(name, bytes.Length, Sha256.Of(bytes)), name, advanced: null);

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        var position = Position;
        var wanted = buffer[..(int)Math.Min(buffer.Length, Length - position)];
        try
        {
            return Take(position, wanted, source.Read(wanted));
        }
        catch (IOException exception)
        {
            throw Unreadable(exception);
        }
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var position = Position;
        var wanted = buffer[..(int)Math.Min(buffer.Length, Length - position)];
        try
        {
            var read = await source.ReadAsync(wanted, cancellationToken).ConfigureAwait(false);
            return Take(position, wanted.Span, read);
        }
        catch (IOException exception)
        {
            throw Unreadable(exception);
        }
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => Length + offset,
    };

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            source.Dispose();
            hash.Dispose();
        }

        base.Dispose(disposing);
    }

    private static OutgoingStream Checked(OutgoingStream content)
    {
        var found = content.source.Length;
        if (found == content.Length && (found > 0 || content.Expected.Sha256 == Sha256.Of("")))
        {
            return content;
        }

        content.Dispose();
        throw NotAsListed(content.where, content.Expected, found == content.Length
            ? $"is empty, expected SHA-256 {content.Expected.Sha256}"
            : $"is {found} bytes, expected {content.Length}");
    }

    private static ContentMismatchException NotAsListed(string where, ManifestEntry expected, string how) =>
        new(expected.RelPath, $"{where} {how}. It is not what the manifest says, so it was not sent; see every difference with 'lockstep data verify', "
            + "and seal changed data as a new snapshot.");

    private ContentMismatchException Unreadable(IOException exception) => Mismatch = NotAsListed(where, Expected, $"can't be read: {exception.Message}");

    private int Take(long position, ReadOnlySpan<byte> wanted, int read)
    {
        WhenRead?.Invoke();
        if (wanted.Length > 0 && read == 0)
        {
            throw Mismatch = NotAsListed(where, Expected, $"ended after {position} bytes, expected {Length}");
        }

        if (position == hashed)
        {
            hash.AppendData(wanted[..read]);
            hashed += read;
            if (hashed == Length && read > 0 && Convert.ToHexStringLower(hash.GetCurrentHash()) is var digest && digest != Expected.Sha256)
            {
                throw Mismatch = NotAsListed(where, Expected, $"has SHA-256 {digest}, expected {Expected.Sha256}");
            }
        }

        if (position + read > furthest)
        {
            advanced?.Invoke(position + read - furthest);
            furthest = position + read;
        }

        return read;
    }
}
