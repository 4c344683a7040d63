using System.IO.Hashing;

namespace Lockstep.Data.Downloads;

/// <summary>A stream out of an archive: counted, also against the budget, and whatever goes wrong in it is the archive's fault.</summary>
/// <param name="budget">Null where the bytes are counted further down.</param>
internal sealed class GuardedStream(Stream inner, bool leaveOpen, string archive, UnpackBudget? budget, CancellationToken cancellation) : Stream
{
    private readonly Crc32 checksum = new();

    /// <summary>How many bytes were read.</summary>
    public long Count { get; private set; }

    /// <summary>Of the bytes that were read.</summary>
    public uint Checksum => checksum.GetCurrentHashAsUInt32();

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="ArchiveException">Whatever the reader of a format throws where the bytes are damaged: they don't agree on a type.</exception>
    public static T Guard<T>(string archive, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is not (LockstepException or OperationCanceledException))
        {
            throw new ArchiveException(archive, $"it is damaged ({exception.Message.TrimEnd('.')})");
        }
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        cancellation.ThrowIfCancellationRequested();
        var read = Guard(archive, () => inner.Read(buffer, offset, count));
        budget?.TakeBytes(archive, read);
        Count += read;
        checksum.Append(buffer.AsSpan(offset, read));
        return read;
    }

    public override int Read(Span<byte> buffer)
    {
        var bytes = new byte[Math.Min(buffer.Length, 1 << 16)];
        var read = Read(bytes, 0, bytes.Length);
        bytes.AsSpan(0, read).CopyTo(buffer);
        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !leaveOpen)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
