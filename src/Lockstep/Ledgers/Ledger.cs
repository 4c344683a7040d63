using System.IO.Hashing;
using Lockstep.Files;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Ledgers;

/// <summary>A ledger that lies on the disk, read where it is asked for. Of one that still grows, what was there when it was opened. Thread-safe.</summary>
public sealed class Ledger : IDisposable
{
    /// <summary>Small enough to be compared and hashed from a processor's own cache.</summary>
    private const int PortionBytes = 256 << 10;

    private readonly SafeFileHandle file;
    private readonly RecordLayout layout;
    private readonly long start;

    private Ledger(string path, SafeFileHandle file, LedgerHeader header, long start, long length)
    {
        Path = path;
        this.file = file;
        Header = header;
        this.start = start;
        layout = header.Layout;
        Count = Math.Max(0, length - start) / layout.Length;
        Count -= TornRecords();
        TornBytes = length - OffsetOf(End);
    }

    /// <summary>The file, as it was named.</summary>
    public string Path { get; }

    /// <summary>What was known before the first step.</summary>
    public LedgerHeader Header { get; }

    /// <summary>Whole records, that of the state before the first step among them.</summary>
    public long Count { get; }

    /// <summary>Behind the last record's step.</summary>
    public long End => Header.First + Count;

    /// <summary>Bytes after the last whole record, of one that was being written; they are left out.</summary>
    public long TornBytes { get; }

    /// <exception cref="LedgerException">Not there, or not a ledger.</exception>
    public static Ledger Open(string path)
    {
        SafeFileHandle? file = null;
        try
        {
            file = RegularFile.OpenHandle(path);
            var length = RandomAccess.GetLength(file);
            var head = new byte[Math.Min(LedgerHeader.FixedLength, length)];
            PositionedRead.Fill(file, head, 0);
            var headLength = LedgerHeader.LengthOf(head, path);
            if (headLength > length)
            {
                throw new LedgerException(
                    LedgerFault.Torn,
                    $"{path}: {length} bytes, which end inside the ledger's header of {headLength}: nothing was recorded before the run was stopped.");
            }

            var whole = new byte[headLength];
            PositionedRead.Fill(file, whole, 0);
            return new Ledger(path, file, LedgerHeader.Parse(whole, path), headLength, length);
        }
        catch (Exception exception)
        {
            file?.Dispose();
            throw exception is IOException or UnauthorizedAccessException
                ? new LedgerException(LedgerFault.Absent, $"{path}: can't be read: {exception.Message}")
                : exception;
        }
    }

    /// <summary>The record of a step.</summary>
    /// <param name="step">From the header's first, below <see cref="End"/>.</param>
    /// <exception cref="LedgerException">It is damaged.</exception>
    public StepRecord Read(long step)
    {
        var bytes = new byte[layout.Length];
        Fill(bytes, step);
        return FindDamage(step, step + 1, CancellationToken.None) is { } damage
            ? throw new LedgerException(LedgerFault.Damaged, $"{Path}: {damage}.")
            : layout.Read(bytes);
    }

    /// <summary>The first record in a range that is not as it was written, or does not continue the one before it.</summary>
    public RecordDamage? FindDamage(long first, long end, CancellationToken cancellation)
    {
        RecordDamage? found = null;
        var gate = new Lock();
        ForPortions(first, end, (from, to, bytes, hash, state) =>
        {
            if (DamageIn(from, to, bytes, hash) is { } damage)
            {
                lock (gate)
                {
                    found = found is null || damage.Step < found.Step ? damage : found;
                }

                state.Break();
            }
        }, cancellation);
        return found;
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    internal RecordLayout Layout => layout;

    internal long OffsetOf(long step) => start + ((step - Header.First) * layout.Length);

    internal UInt128 ChainAt(long step)
    {
        Span<byte> chain = stackalloc byte[16];
        PositionedRead.Fill(file, chain, OffsetOf(step) + RecordLayout.ChainAt);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(chain);
    }

    internal void Fill(Span<byte> records, long step) => PositionedRead.Fill(file, records, OffsetOf(step));

    /// <summary>How many records a portion of the file has.</summary>
    internal int PortionRecords => Math.Max(1, PortionBytes / layout.Length);

    /// <summary>The first damaged of some records.</summary>
    /// <param name="bytes">The record before <paramref name="from"/>, or as many bytes of nothing where that is the first, and then the records.</param>
    internal RecordDamage? DamageIn(long from, long to, ReadOnlySpan<byte> bytes, XxHash128 hash)
    {
        var before = from == Header.First ? UInt128.Zero : RecordLayout.ChainOf(bytes);
        for (var step = from; step < to; step++)
        {
            var record = bytes.Slice((int)(step - from + 1) * layout.Length, layout.Length);
            if (!layout.IsWhole(record))
            {
                return new RecordDamage(DamageKind.Altered, step, OffsetOf(step));
            }

            if (RecordLayout.StepOf(record) is var stated && stated != step)
            {
                return new RecordDamage(DamageKind.Misplaced, step, OffsetOf(step), stated);
            }

            var chain = RecordLayout.ChainOf(record);
            if (chain != layout.ChainAfter(before, record, hash))
            {
                return new RecordDamage(DamageKind.Unchained, step, OffsetOf(step));
            }

            before = chain;
        }

        return null;
    }

    private delegate void Portion(long from, long to, ReadOnlySpan<byte> bytes, XxHash128 hash, ParallelLoopState state);

    private void ForPortions(long first, long end, Portion work, CancellationToken cancellation)
    {
        var portion = PortionRecords;
        Parallel.For(
            0,
            (end - first + portion - 1) / portion,
            new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount },
            () => (Bytes: new byte[checked((int)Math.Min(portion + 1, end - first + 1) * layout.Length)], Hash: new XxHash128()),
            (index, state, own) =>
            {
                var from = first + (index * portion);
                var to = Math.Min(from + portion, end);
                FillWithBefore(own.Bytes, from, to);
                work(from, to, own.Bytes, own.Hash, state);
                return own;
            },
            _ => { });
    }

    /// <summary>Reads some records and the one before them, which is left as nothing before the first.</summary>
    internal void FillWithBefore(byte[] bytes, long from, long to)
    {
        var length = (int)(to - from + 1) * layout.Length;
        if (from == Header.First)
        {
            Fill(bytes.AsSpan(layout.Length, length - layout.Length), from);
        }
        else
        {
            Fill(bytes.AsSpan(0, length), from - 1);
        }
    }

    /// <summary>
    /// Records at the end that are nothing but zeros: a file system that lost its power may have lengthened the file before it wrote what is in it.
    /// </summary>
    private long TornRecords()
    {
        var bytes = new byte[layout.Length];
        for (var torn = 0L; torn < Count; torn++)
        {
            Fill(bytes, End - 1 - torn);
            if (bytes.AsSpan().ContainsAnyExcept((byte)0))
            {
                return torn;
            }
        }

        return Count;
    }
}
