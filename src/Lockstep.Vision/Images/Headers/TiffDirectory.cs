using System.Buffers.Binary;

namespace Lockstep.Vision.Images.Headers;

/// <summary>
/// The first directory of a TIFF file, or of EXIF data, which have its form. Source: Adobe, TIFF 6.0, section 2; for files
/// with 64-bit places the BigTIFF proposal.
/// </summary>
internal readonly ref struct TiffDirectory
{
    private readonly ReadOnlySpan<byte> file;
    private readonly bool isBig;
    private readonly int entriesAt;
    private readonly int count;

    private TiffDirectory(ReadOnlySpan<byte> file, bool isLittle, bool isBig, int entriesAt, int count)
    {
        this.file = file;
        IsLittle = isLittle;
        this.isBig = isBig;
        this.entriesAt = entriesAt;
        this.count = count;
    }

    /// <summary>Whether numbers have their low byte first.</summary>
    public bool IsLittle { get; }

    /// <summary>Whether another picture follows.</summary>
    public bool HasNext
    {
        get
        {
            var at = entriesAt + ((long)count * EntryBytes);
            return at <= file.Length - PlaceBytes && Place(file[(int)at..]) != 0;
        }
    }

    /// <summary>Whether all entries are there; what they point to may lack.</summary>
    public bool IsWhole => entriesAt + ((long)count * EntryBytes) + PlaceBytes <= file.Length;

    private int EntryBytes => isBig ? 20 : 12;

    private int PlaceBytes => isBig ? 8 : 4;

    /// <summary>Whether bytes begin as a TIFF file does.</summary>
    public static bool IsTiff(ReadOnlySpan<byte> file) => file is
        [(byte)'I', (byte)'I', 42 or 43, 0, ..] or [(byte)'M', (byte)'M', 0, 42 or 43, ..];

    /// <summary>False where the bytes are no TIFF file, or end before its directory begins.</summary>
    public static bool TryOpen(ReadOnlySpan<byte> file, out TiffDirectory directory)
    {
        directory = default;
        if (!IsTiff(file))
        {
            return false;
        }

        var isLittle = file[0] == (byte)'I';
        var isBig = file[isLittle ? 2 : 3] == 43;
        if (file.Length < (isBig ? 16 : 8))
        {
            return false;
        }

        var header = new TiffDirectory(file, isLittle, isBig, 0, 0);
        var at = header.Place(file[(isBig ? 8 : 4)..]);
        var countBytes = isBig ? 8 : 2;
        if (at < 0 || at > file.Length - countBytes)
        {
            return false;
        }

        var count = isBig ? header.Place(file[(int)at..]) : header.UInt16(file[(int)at..]);
        directory = new TiffDirectory(file, isLittle, isBig, (int)at + countBytes, (int)Math.Clamp(count, 0, ushort.MaxValue));
        return true;
    }

    /// <summary>The first value of a tag that holds whole numbers of 16 bits or more; null where the tag is absent, or holds something else.</summary>
    public long? First(ushort tag) =>
        TryFind(tag, out var type, out var values) && BytesOf(type) > 1 && values.Length >= BytesOf(type) ? Value(values, type) : null;

    /// <summary>What a tag of bytes holds; nothing where the tag is absent, holds something else, or reaches beyond the file.</summary>
    public ReadOnlySpan<byte> Bytes(ushort tag) => TryFind(tag, out var type, out var values) && BytesOf(type) == 1 ? values : [];

    /// <summary>All values of a tag that holds whole numbers of 16 bits or more; none as above.</summary>
    public long[] All(ushort tag)
    {
        if (!TryFind(tag, out var type, out var values) || BytesOf(type) == 1)
        {
            return [];
        }

        var all = new long[values.Length / BytesOf(type)];
        for (var index = 0; index < all.Length; index++)
        {
            all[index] = Value(values[(index * BytesOf(type))..], type);
        }

        return all;
    }

    private bool TryFind(ushort tag, out ushort type, out ReadOnlySpan<byte> values)
    {
        type = 0;
        values = default;
        var entries = file[entriesAt..];
        for (var left = count; left > 0 && entries.Length >= EntryBytes; left--, entries = entries[EntryBytes..])
        {
            if (UInt16(entries) != tag)
            {
                continue;
            }

            type = UInt16(entries[2..]);
            var number = isBig ? Place(entries[4..]) : UInt32(entries[4..]);
            if (BytesOf(type) is 0 || number < 0 || number > file.Length / BytesOf(type))
            {
                return false;
            }

            var bytes = (int)number * BytesOf(type);
            var inline = entries.Slice(isBig ? 12 : 8, PlaceBytes);
            var at = bytes <= PlaceBytes ? 0 : Place(inline);
            if (at < 0 || at > file.Length - bytes)
            {
                return false;
            }

            values = bytes <= PlaceBytes ? inline[..bytes] : file.Slice((int)at, bytes);
            return true;
        }

        return false;
    }

    /// <summary>How many bytes a value has: bytes, short, long, their signed kinds, and BigTIFF's; 0 for other types.</summary>
    private static int BytesOf(ushort type) => type switch
    {
        1 or 7 => 1,
        3 or 8 => 2,
        4 or 9 or 13 => 4,
        16 or 17 or 18 => 8,
        _ => 0,
    };

    private long Value(ReadOnlySpan<byte> value, ushort type) => type switch
    {
        3 => UInt16(value),
        8 => (short)UInt16(value),
        9 => (int)UInt32(value),
        16 or 17 or 18 => (long)UInt64(value),
        _ => UInt32(value),
    };

    private long Place(ReadOnlySpan<byte> bytes) => isBig ? (long)UInt64(bytes) : UInt32(bytes);

    private ushort UInt16(ReadOnlySpan<byte> bytes) => IsLittle ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private uint UInt32(ReadOnlySpan<byte> bytes) => IsLittle ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);

    private ulong UInt64(ReadOnlySpan<byte> bytes) => IsLittle ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : BinaryPrimitives.ReadUInt64BigEndian(bytes);
}
