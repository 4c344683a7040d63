namespace Lockstep.Snapshots.Stores;

/// <summary>An object on its way in: hashed while it is written to its file, and cut off where it is longer than it may be.</summary>
internal sealed class ArrivingStream(IObjectStore store, Stream file, ManifestEntry expected, Action<long> advanced) : WriteOnlyStream
{
    private readonly HashingStream hash = new();

    public override long Length => hash.Length;

    /// <summary>The digest of all that arrived, which is the expected one.</summary>
    /// <exception cref="ContentMismatchException">It is another.</exception>
    public string CheckedDigest() => hash.Digest == expected.Sha256 ? expected.Sha256
        : throw Mismatch(
            Length == expected.Bytes ? $"has SHA-256 {hash.Digest} there, expected {expected.Sha256}" : $"is {Length} bytes there, expected {expected.Bytes}");

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Take(buffer);
        file.Write(buffer);
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Take(buffer.Span);
        await file.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
    }

    public override void SetLength(long value)
    {
        advanced(-Length);
        hash.SetLength(value);
        file.SetLength(value);
    }

    public override void Flush() => file.Flush();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            hash.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Take(ReadOnlySpan<byte> buffer)
    {
        hash.Write(buffer);
        if (Length > expected.Bytes)
        {
            throw Mismatch($"is longer there than {expected.Bytes} bytes");
        }

        advanced(buffer.Length);
    }

    private ContentMismatchException Mismatch(string how) =>
        new(expected.RelPath, $"{store.Location}: {expected.RelPath} ({StoreKey.OfObject(expected.Sha256)}) {how}. The store is damaged, "
            + "and nothing was written. Delete that object there, and push the snapshot again from where it is whole.");
}
