using Lockstep.Vision.Images.Headers;

namespace Lockstep.Vision.Images;

/// <summary>Decodes a strip or tile of a TIFF that is a JPEG. Source: Adobe, TIFF Technical Note 2.</summary>
/// <remarks>With the decoder of all JPEGs, which smooths coarser colours between their samples, as Pillow's does and LibTiff.NET's doesn't.</remarks>
internal static class TiffJpeg
{
    /// <param name="chunk">A JPEG that may lack its tables.</param>
    /// <param name="into">One or three bytes a pixel.</param>
    /// <param name="place">For messages.</param>
    /// <exception cref="InvalidDataException">It is damaged, or of another size.</exception>
    public static void Read(ReadOnlySpan<byte> chunk, TiffLayout layout, Span<byte> into, string place)
    {
        if (!chunk.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8]))
        {
            throw new InvalidDataException($"{place} is damaged (no JPEG)");
        }

        // What the three values are is said by the TIFF, not by the JPEG.
        ReadOnlySpan<byte> adobe =
            [0xFF, 0xEE, 0, 14, (byte)'A', (byte)'d', (byte)'o', (byte)'b', (byte)'e', 0, 100, 0, 0, 0, 0, (byte)(layout.Colour == TiffColour.YCbCr ? 1 : 0)];
        var tables = layout.JpegTables is [0xFF, 0xD8, .. var common, 0xFF, 0xD9] ? common : [];
        byte[] whole = [0xFF, 0xD8, .. layout.Samples == 3 ? adobe : [], .. tables, .. chunk[2..]];
        var header = JpegStructure.Read(whole);
        if (header.Damage is not null
            || header.Width != layout.ChunkWidth || header.Height < into.Length / layout.RowBytes || header.ReasonAgainst() is not null)
        {
            throw new InvalidDataException($"{place} is damaged ({header.Damage ?? $"it claims {header.Width}×{header.Height} pixels"})");
        }

        Image image;
        try
        {
            image = ImageDecoder.Stored(whole, place, divisor: 1);
        }
        catch (BrokenImageException exception)
        {
            throw new InvalidDataException($"{place} is damaged ({exception.Reason})", exception);
        }

        if (layout.Samples == 3)
        {
            image.Pixels.AsSpan(0, into.Length).CopyTo(into);
            return;
        }

        for (var at = 0; at < into.Length; at++)
        {
            into[at] = image.Pixels[3 * at];
        }
    }
}
