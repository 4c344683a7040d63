using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace Lockstep.Vision.Demo;

/// <summary>Writes 8-bit grey PNG files without compression, so that their bytes, and a manifest of them, never depend on a library's version.</summary>
/// <remarks>Source: PNG specification, third edition, sections 5 and 10; RFC 1950; RFC 1951 section 3.2.4.</remarks>
internal static class GreyPng
{
    private const int LargestBlock = 65_535;

    /// <param name="pixels">Height × width, at most 65,535 bytes with a filter byte a row.</param>
    public static byte[] Encode(int width, int height, ReadOnlySpan<byte> pixels)
    {
        // Each row begins with its filter: 0, none.
        var rows = new byte[height * (width + 1)];
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows.Length, LargestBlock);
        for (var y = 0; y < height; y++)
        {
            pixels.Slice(y * width, width).CopyTo(rows.AsSpan((y * (width + 1)) + 1));
        }

        using var png = new MemoryStream();
        png.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a]);
        Chunk(png, "IHDR", [.. BigEndian((uint)width), .. BigEndian((uint)height), 8, 0, 0, 0, 0]);
        Chunk(png, "IDAT", [
            0x78, 0x01, 0x01, (byte)rows.Length, (byte)(rows.Length >> 8), (byte)~rows.Length, (byte)(~rows.Length >> 8), .. rows, .. BigEndian(Adler32(rows))
        ]);
        Chunk(png, "IEND", []);
        return png.ToArray();
    }

    private static void Chunk(MemoryStream png, string type, ReadOnlySpan<byte> content)
    {
        byte[] checkedPart = [.. Encoding.ASCII.GetBytes(type), .. content];
        png.Write(BigEndian((uint)content.Length));
        png.Write(checkedPart);
        png.Write(BigEndian(Crc32.HashToUInt32(checkedPart)));
    }

    private static uint Adler32(ReadOnlySpan<byte> bytes)
    {
        uint low = 1, high = 0;
        foreach (var value in bytes)
        {
            low = (low + value) % 65_521;
            high = (high + low) % 65_521;
        }

        return (high << 16) | low;
    }

    private static byte[] BigEndian(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }
}
