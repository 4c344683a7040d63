using System.Buffers.Binary;

namespace Lockstep.Vision.Images.Headers;

/// <summary>Reads a BMP's header, and whether its rows are all there where they are not compressed.</summary>
internal static class BmpStructure
{
    private const int FileHeaderBytes = 14;
    private const int OldHeaderBytes = 12;
    private const uint Uncompressed = 0;
    private const uint BitFields = 3;

    public static ImageHeader Read(ReadOnlySpan<byte> encoded)
    {
        var header = new ImageHeader(ImageFormat.Bmp, 0, 0, "unknown", ExifOrientation.Upright, "it ends inside its header");
        if (encoded.Length < FileHeaderBytes + OldHeaderBytes)
        {
            return header;
        }

        var info = encoded[FileHeaderBytes..];
        var isOld = BinaryPrimitives.ReadUInt32LittleEndian(info) == OldHeaderBytes;
        if (!isOld && info.Length < 40)
        {
            return header;
        }

        long width = isOld ? BinaryPrimitives.ReadUInt16LittleEndian(info[4..]) : BinaryPrimitives.ReadInt32LittleEndian(info[4..]);
        // A negative height: the top row comes first.
        var height = Math.Abs(isOld ? BinaryPrimitives.ReadUInt16LittleEndian(info[6..]) : (long)BinaryPrimitives.ReadInt32LittleEndian(info[8..]));
        var bits = BinaryPrimitives.ReadUInt16LittleEndian(info[(isOld ? 10 : 14)..]);
        var compression = isOld ? Uncompressed : BinaryPrimitives.ReadUInt32LittleEndian(info[16..]);
        var hasAlpha = bits == 32
            && info.Length >= 56 && BinaryPrimitives.ReadUInt32LittleEndian(info) >= 56 && BinaryPrimitives.ReadUInt32LittleEndian(info[52..]) != 0;
        var rowBytes = ((Math.Max(width, 0) * bits) + 31) / 32 * 4;
        var isCut = compression is Uncompressed or BitFields
            && BinaryPrimitives.ReadUInt32LittleEndian(encoded[10..]) + (Int128)rowBytes * height > encoded.Length;
        return header with
        {
            Width = Math.Max(width, 0),
            Height = height,
            Mode = bits <= 8 ? "palette" : hasAlpha ? "RGB with alpha" : "RGB",
            Damage = isCut ? "it ends before its last row" : null,
        };
    }
}
