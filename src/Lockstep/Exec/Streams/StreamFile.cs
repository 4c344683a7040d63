using System.Buffers.Binary;
using System.Globalization;
using Lockstep.Ledgers.Commands;

namespace Lockstep.Exec.Streams;

/// <summary>The stream of one process, read from its beginning, a record at a time; the memory is that of the longest record.</summary>
/// <remarks>
/// A record is written whole by one call of the kernel, so that a process killed in it leaves at most one that ends too early: it is left out.
/// A stream that goes on with something else than a record can't be read further, since a record says only how long it is.
/// </remarks>
internal sealed class StreamFile : IDisposable
{
    /// <summary>Longer than the list of any process's imported files, and than any step; a length beyond it is damage.</summary>
    public const int LongestRecord = 64 << 20;

    private const int LengthBytes = 4;
    private const int FirstBuffer = 1 << 20;

    private readonly FileStream file;
    private byte[] buffer = new byte[FirstBuffer];
    private int start;
    private int end;

    private StreamFile(FileStream file) => this.file = file;

    /// <summary>Bytes at the end of a record that was being written.</summary>
    public long TornBytes { get; private set; }

    /// <summary>What is wrong, from which byte on; null where nothing is. What comes after was not read.</summary>
    public string? Damage { get; private set; }

    /// <summary>Of the record read last, in the file.</summary>
    public long Offset { get; private set; }

    /// <exception cref="IOException">It can't be read.</exception>
    public static StreamFile Open(string path) =>
        new(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0));

    /// <summary>The next record.</summary>
    /// <param name="body">Valid until the next call.</param>
    /// <returns>False at the end, before a torn record, and where the stream is damaged.</returns>
    public bool TryRead(out RecordKind kind, out ReadOnlySpan<byte> body)
    {
        kind = default;
        body = default;
        if (Damage is not null || !Fill(LengthBytes))
        {
            return false;
        }

        Offset = file.Position - (end - start);
        var length = BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(start));
        if (length is 0 or > LongestRecord)
        {
            Damage = string.Create(
                CultureInfo.InvariantCulture,
                $"its record at byte {Offset} would be {length} bytes long, expected 1 to {LongestRecord}");
            return false;
        }

        if (!Fill(LengthBytes + (int)length))
        {
            return false;
        }

        kind = (RecordKind)buffer[start + LengthBytes];
        if (kind is < RecordKind.Event or > RecordKind.Output)
        {
            Damage = string.Create(CultureInfo.InvariantCulture, $"its record at byte {Offset} is of kind {(byte)kind}, expected 1 to 3");
            return false;
        }

        body = buffer.AsSpan(start + LengthBytes + 1, (int)length - 1);
        start += LengthBytes + (int)length;
        return true;
    }

    public void Dispose() => file.Dispose();

    /// <summary>Sees that so many bytes lie in the buffer from <see cref="start"/> on.</summary>
    private bool Fill(int bytes)
    {
        if (end - start >= bytes)
        {
            return true;
        }

        buffer.AsSpan(start, end - start).CopyTo(buffer);
        (start, end) = (0, end - start);
        while (end < bytes)
        {
            if (end == buffer.Length)
            {
                // Doubled as the bytes come: a length that is only claimed takes no memory.
                Array.Resize(ref buffer, Math.Min(2 * buffer.Length, LengthBytes + LongestRecord));
            }

            var read = file.Read(buffer, end, buffer.Length - end);
            if (read == 0)
            {
                TornBytes = end;
                return false;
            }

            end += read;
        }

        return true;
    }
}
