using System.Buffers.Binary;
using System.Text;

namespace Lockstep.Exec.Contents.Nodes;

/// <summary>The entries of a zip archive, and where their bytes are.</summary>
/// <remarks>Source: the .ZIP file format specification (APPNOTE), 4.3; also archives of more than 4 GiB. The library doesn't tell where an entry's bytes
/// lie.</remarks>
internal sealed class ZipDirectory
{
    private const int EndBytes = 22;
    private const int LocatorBytes = 20;
    private const int LongestComment = ushort.MaxValue;
    private const int HeaderBytes = 46;
    private const int LocalBytes = 30;
    private const int MostEntries = 1_000_000;
    private const int LargestDirectory = 256 << 20;

    private readonly ByteRange archive;
    private readonly Dictionary<string, Entry> entries = new(StringComparer.Ordinal);

    private ZipDirectory(ByteRange archive) => this.archive = archive;

    public IReadOnlyCollection<string> Names => entries.Keys;

    /// <summary>Whether a file begins as an archive does.</summary>
    public static bool BeginsSo(ReadOnlySpan<byte> start) => start.StartsWith("PK\x3\x4"u8) || start.StartsWith("PK\x5\x6"u8);

    /// <exception cref="ContentException">It is damaged.</exception>
    public static ZipDirectory Read(ByteRange archive)
    {
        var zip = new ZipDirectory(archive);
        var (at, bytes, count) = zip.Find();
        if (bytes is < 0 or > LargestDirectory || count is < 0 or > MostEntries)
        {
            throw new ContentException("is a zip archive with an impossible list of entries");
        }

        var list = archive.Slice(at, bytes).ToMemory().Span;
        for (long entry = 0; entry < count; entry++)
        {
            list = zip.Add(list);
        }

        return zip;
    }

    public bool Has(string name) => entries.ContainsKey(name);

    public long SizeOf(string name) => entries[name].Size;

    /// <summary>An entry's bytes, unpacked.</summary>
    /// <exception cref="ContentException">It isn't there, is damaged, or is packed in another way than Deflate.</exception>
    public ByteRange Open(string name)
    {
        if (!entries.TryGetValue(name, out var entry))
        {
            throw new ContentException($"lacks its part '{name}'");
        }

        Span<byte> local = stackalloc byte[LocalBytes];
        archive.Fill(local, entry.HeaderAt);
        if (!local.StartsWith("PK\x3\x4"u8) || (entry.Flags & 1) != 0)
        {
            throw new ContentException(local.StartsWith("PK\x3\x4"u8) ? "is encrypted" : "is a damaged zip archive");
        }

        var start = entry.HeaderAt + LocalBytes + BinaryPrimitives.ReadUInt16LittleEndian(local[26..]) + BinaryPrimitives.ReadUInt16LittleEndian(local[28..]);
        var packed = archive.Slice(start, entry.Packed);
        return entry.Method switch
        {
            0 when entry.Packed == entry.Size => packed,
            8 => packed.Inflated(entry.Size),
            _ => throw new ContentException("is packed in a way that is unknown"),
        };
    }

    private (long At, long Bytes, long Count) Find()
    {
        var length = (int)Math.Min(archive.Length, EndBytes + LongestComment);
        var tail = archive.Slice(archive.Length - length, length).ToMemory().Span;
        var end = tail.LastIndexOf("PK\x5\x6"u8);
        if (end < 0 || length - end < EndBytes)
        {
            throw new ContentException("is a zip archive that ends too early");
        }

        var record = tail[end..];
        long at = BinaryPrimitives.ReadUInt32LittleEndian(record[16..]),
            bytes = BinaryPrimitives.ReadUInt32LittleEndian(record[12..]),
            count = BinaryPrimitives.ReadUInt16LittleEndian(record[10..]);
        var locatorAt = archive.Length - length + end - LocatorBytes;
        if (locatorAt < 0 || (at != uint.MaxValue && bytes != uint.MaxValue && count != ushort.MaxValue))
        {
            return (at, bytes, count);
        }

        var locator = archive.Slice(locatorAt, LocatorBytes).ToMemory().Span;
        if (!locator.StartsWith("PK\x6\x7"u8))
        {
            return (at, bytes, count);
        }

        Span<byte> large = stackalloc byte[56];
        archive.Fill(large, BinaryPrimitives.ReadInt64LittleEndian(locator[8..]));
        return (
            BinaryPrimitives.ReadInt64LittleEndian(large[48..]),
            BinaryPrimitives.ReadInt64LittleEndian(large[40..]),
            BinaryPrimitives.ReadInt64LittleEndian(large[32..])
        );
    }

    private ReadOnlySpan<byte> Add(ReadOnlySpan<byte> list)
    {
        if (list.Length < HeaderBytes || !list.StartsWith("PK\x1\x2"u8))
        {
            throw new ContentException("is a zip archive with a damaged list of entries");
        }

        int nameBytes = BinaryPrimitives.ReadUInt16LittleEndian(list[28..]),
            extraBytes = BinaryPrimitives.ReadUInt16LittleEndian(list[30..]),
            comment = BinaryPrimitives.ReadUInt16LittleEndian(list[32..]);
        if (list.Length < HeaderBytes + nameBytes + extraBytes + comment)
        {
            throw new ContentException("is a zip archive with a damaged list of entries");
        }

        long packed = BinaryPrimitives.ReadUInt32LittleEndian(list[20..]),
            size = BinaryPrimitives.ReadUInt32LittleEndian(list[24..]),
            at = BinaryPrimitives.ReadUInt32LittleEndian(list[42..]);
        ReadLarge(list.Slice(HeaderBytes + nameBytes, extraBytes), ref size, ref packed, ref at);
        var name = Encoding.UTF8.GetString(list.Slice(HeaderBytes, nameBytes));
        var entry = new Entry(BinaryPrimitives.ReadUInt16LittleEndian(list[10..]), BinaryPrimitives.ReadUInt16LittleEndian(list[8..]), packed, size, at);
        return entries.TryAdd(name, entry)
            ? list[(HeaderBytes + nameBytes + extraBytes + comment)..]
            : throw new ContentException($"is a zip archive that holds '{name}' twice");
    }

    /// <summary>Sizes that 32 bits can't say stand in a field of their own, those that are needed, in this order.</summary>
    private static void ReadLarge(ReadOnlySpan<byte> extra, ref long size, ref long packed, ref long at)
    {
        while (extra.Length >= 4)
        {
            var length = Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]), extra.Length - 4);
            var field = extra.Slice(4, length);
            if (BinaryPrimitives.ReadUInt16LittleEndian(extra) == 1)
            {
                Take(ref field, ref size);
                Take(ref field, ref packed);
                Take(ref field, ref at);
                return;
            }

            extra = extra[(4 + length)..];
        }
    }

    private static void Take(ref ReadOnlySpan<byte> field, ref long value)
    {
        if (value == uint.MaxValue && field.Length >= 8)
        {
            value = BinaryPrimitives.ReadInt64LittleEndian(field);
            field = field[8..];
        }
    }

    private sealed record Entry(int Method, int Flags, long Packed, long Size, long HeaderAt);
}
