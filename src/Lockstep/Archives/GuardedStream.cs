using System.IO.Hashing;
using Lockstep.Files;

namespace Lockstep.Archives;

/// <summary>A stream out of an archive: counted against the budget, checked at its end, and whatever goes wrong in it is the archive's fault.</summary>
/// <param name="budget">Null where the bytes are counted further down.</param>
internal sealed class GuardedStream(Stream inner, bool leaveOpen, string archive, UnpackBudget? budget, CancellationToken cancellation) : ReadOnlyStream
{
    private const int LargestHeader = 1 << 20;

    private readonly Crc32 checksum = new();
    private long length;

    /// <summary>The length that must have been read at the end; null for any.</summary>
    public long? ExpectedLength { get; init; }

    /// <summary>The CRC-32 that it must have at the end; null for any.</summary>
    public uint? ExpectedChecksum { get; init; }

    /// <exception cref="ArchiveException">Whatever the reader of a format throws where the bytes are damaged: they don't agree on a type.</exception>
    public static T Guard<T>(string archive, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is not (LockstepException or OperationCanceledException))
        {
            // What a reader says of broken bytes is of its own making; what the system says of a broken disk isn't.
            throw new ArchiveException(archive, exception switch
            {
                NotSupportedException => $"it has what can't be unpacked here ({EntryName.Shown(exception.Message).TrimEnd('.')})",
                IOException and not EndOfStreamException => $"it can't be read: {EntryName.Shown(exception.Message).TrimEnd('.')}",
                _ => "it is damaged (its bytes are not those of its format, or end too early)",
            });
        }
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        cancellation.ThrowIfCancellationRequested();
        var read = Guard(archive, () => inner.Read(buffer, offset, count));
        budget?.TakeBytes(archive, read);
        length += read;
        checksum.Append(buffer.AsSpan(offset, read));
        if (read == 0 && count > 0)
        {
            RefuseDamage();
        }

        return read;
    }

    public override int Read(Span<byte> buffer)
    {
        // Files are read in small pieces; only a header is wanted whole, and would fill the memory before anything is counted.
        if (buffer.Length > LargestHeader)
        {
            throw new ArchiveException(archive, $"it is damaged (a header claims more than {LargestHeader} bytes)");
        }

        var bytes = new byte[Math.Min(buffer.Length, 1 << 16)];
        var read = Read(bytes, 0, bytes.Length);
        bytes.AsSpan(0, read).CopyTo(buffer);
        return read;
    }

    private void RefuseDamage()
    {
        // A reader may cut what follows the size that an entry claims, and end early where the archive does.
        if (ExpectedLength is { } expected && expected != length)
        {
            throw new ArchiveException(archive, $"it is damaged (a file in it is {length} bytes, and should be {expected})");
        }

        if (ExpectedChecksum is { } sum && sum != checksum.GetCurrentHashAsUInt32())
        {
            throw new ArchiveException(archive, $"it is damaged (a file in it has CRC-32 {checksum.GetCurrentHashAsUInt32():x8}, and should have {sum:x8})");
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !leaveOpen)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
