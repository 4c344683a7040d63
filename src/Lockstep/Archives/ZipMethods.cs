using System.Buffers.Binary;
using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Lockstep.Archives;

/// <summary>How the entries of a zip are compressed, which the library tells only of some, and calls damage of the others.</summary>
/// <remarks>Source: the .ZIP file format specification (APPNOTE), 4.3.12, 4.3.16 and 4.4.5.</remarks>
internal static class ZipMethods
{
    private const int EndBytes = 22;
    private const int EntryBytes = 46;
    private const int LongestComment = ushort.MaxValue;

    private static readonly Dictionary<int, string> Names = new()
    {
        [1] = "Shrink",
        [6] = "Implode",
        [12] = "BZIP2",
        [14] = "LZMA",
        [93] = "Zstandard",
        [95] = "XZ",
        [96] = "JPEG",
        [97] = "WavPack",
        [98] = "PPMd",
        [99] = "AES encryption",
    };

    /// <summary>
    /// The first entry that is compressed otherwise than stored, Deflate or Deflate64, and by what; null where there is
    /// none, or the list of entries isn't found.
    /// </summary>
    public static (int Index, string Method)? FirstUnknown(SafeFileHandle file)
    {
        var length = RandomAccess.GetLength(file);
        var tail = Read(file, Math.Max(0, length - EndBytes - LongestComment), (int)Math.Min(length, EndBytes + LongestComment));
        var end = tail.AsSpan().LastIndexOf("PK\u0005\u0006"u8);
        if (end < 0 || tail.Length - end < EndBytes)
        {
            return null;
        }

        long at = BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(end + 16));
        for (var index = 0; ; index++)
        {
            var entry = Read(file, at, EntryBytes);
            if (entry.Length < EntryBytes || !entry.AsSpan().StartsWith("PK\u0001\u0002"u8))
            {
                return null;
            }

            int Number(int offset) => BinaryPrimitives.ReadUInt16LittleEndian(entry.AsSpan(offset));
            if (Number(10) is var method and not (0 or 8 or 9))
            {
                return (index, string.Create(
                    CultureInfo.InvariantCulture, $"{Names.GetValueOrDefault(method, "a method that has no name here")} (method {method})"));
            }

            at += EntryBytes + Number(28) + Number(30) + Number(32);
        }
    }

    private static byte[] Read(SafeFileHandle file, long at, int bytes)
    {
        var read = new byte[bytes];
        var filled = 0;
        while (filled < bytes && RandomAccess.Read(file, read.AsSpan(filled), at + filled) is > 0 and var more)
        {
            filled += more;
        }

        return read[..filled];
    }
}
