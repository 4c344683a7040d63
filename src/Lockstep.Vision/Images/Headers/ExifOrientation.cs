using System.Buffers.Binary;

namespace Lockstep.Vision.Images.Headers;

/// <summary>The one tag of EXIF that says how a picture is to be turned.</summary>
internal static class ExifOrientation
{
    public const int Upright = 1;

    private const ushort Tag = 0x0112;
    private const ushort Short = 3;
    private const ushort Long = 4;
    private const int EntryBytes = 12;

    /// <summary>1 to 8; 1 where the block says nothing, says something else, or is damaged.</summary>
    /// <param name="tiff">From the byte-order mark on.</param>
    public static int Read(ReadOnlySpan<byte> tiff)
    {
        if (tiff.Length < 8 || !(tiff.StartsWith("II*\0"u8) || tiff.StartsWith("MM\0*"u8)))
        {
            return Upright;
        }

        var isLittle = tiff[0] == (byte)'I';
        var directory = UInt32(tiff[4..], isLittle);
        if (directory > tiff.Length - 2)
        {
            return Upright;
        }

        var entries = tiff[((int)directory + 2)..];
        for (var left = UInt16(tiff[(int)directory..], isLittle); left > 0 && entries.Length >= EntryBytes; left--, entries = entries[EntryBytes..])
        {
            if (UInt16(entries, isLittle) == Tag)
            {
                var value = UInt16(entries[2..], isLittle) switch
                {
                    Short => UInt16(entries[8..], isLittle),
                    Long => UInt32(entries[8..], isLittle),
                    _ => 0u,
                };
                return value is >= 1 and <= 8 ? (int)value : Upright;
            }
        }

        return Upright;
    }

    private static ushort UInt16(ReadOnlySpan<byte> bytes, bool isLittle) =>
        isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint UInt32(ReadOnlySpan<byte> bytes, bool isLittle) =>
        isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
