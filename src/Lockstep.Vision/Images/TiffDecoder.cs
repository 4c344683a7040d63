using Lockstep.Vision.Images.Headers;

namespace Lockstep.Vision.Images;

/// <summary>Decodes the first page of a TIFF file: LibTiff.NET unpacks its strips or tiles, and their values become 8-bit RGB here.</summary>
/// <remarks>
/// As Pillow does it: of 16-bit RGB the upper byte is kept, transparency is dropped, and colours that are multiplied by it are divided again.
/// Values of 16-bit grey, floating-point ones and colours of other kinds are refused: how to scale them is not for a decoder to say.
/// </remarks>
internal static class TiffDecoder
{
    /// <summary>Pixels as stored.</summary>
    /// <exception cref="BrokenImageException">A strip or tile is damaged.</exception>
    public static Image Decode(byte[] encoded, string file)
    {
        var header = TiffStructure.Read(encoded, out var layout);
        if (layout is null)
        {
            throw new BrokenImageException(file, header.Damage ?? "its header is damaged");
        }

        var chunks = new TiffChunks(encoded, layout);
        try
        {
            return new Image(layout.Height, layout.Width, layout.IsPlanar ? OfPlanes(chunks, layout) : OfPixels(chunks, layout));
        }
        catch (InvalidDataException exception)
        {
            throw new BrokenImageException(file, exception.Message);
        }
    }

    private static byte[] OfPixels(TiffChunks chunks, TiffLayout layout)
    {
        var pixels = GC.AllocateUninitializedArray<byte>(3 * layout.Width * layout.Height);
        var colours = new TiffColours(layout);
        var values = new byte[layout.ChunkWidth * layout.Samples];
        for (var chunk = 0; chunk < layout.Across * layout.Down; chunk++)
        {
            var unpacked = chunks.Read(chunk);
            var (top, left) = layout.PlaceOf(chunk);
            var width = Math.Min(layout.ChunkWidth, layout.Width - left);
            for (var y = top; y < Math.Min(top + layout.ChunkHeight, layout.Height); y++, unpacked = unpacked[layout.RowBytes..])
            {
                var row = values.AsSpan(0, width * layout.Samples);
                chunks.Unpack(unpacked, row);
                colours.Convert(row, pixels.AsSpan(3 * ((y * layout.Width) + left), 3 * width));
            }
        }

        return pixels;
    }

    /// <summary>All planes first: a pixel's values lie in different chunks.</summary>
    private static byte[] OfPlanes(TiffChunks chunks, TiffLayout layout)
    {
        var planes = new byte[layout.Samples][];
        var inPlane = layout.Across * layout.Down;
        for (var chunk = 0; chunk < inPlane * layout.Samples; chunk++)
        {
            var plane = planes[chunk / inPlane] ??= GC.AllocateUninitializedArray<byte>(layout.Width * layout.Height);
            var unpacked = chunks.Read(chunk);
            var (top, left) = layout.PlaceOf(chunk % inPlane);
            for (var y = top; y < Math.Min(top + layout.ChunkHeight, layout.Height); y++, unpacked = unpacked[layout.RowBytes..])
            {
                chunks.Unpack(unpacked, plane.AsSpan((y * layout.Width) + left, Math.Min(layout.ChunkWidth, layout.Width - left)));
            }
        }

        var pixels = GC.AllocateUninitializedArray<byte>(3 * layout.Width * layout.Height);
        var colours = new TiffColours(layout);
        var values = new byte[layout.Samples];
        for (var at = 0; at < layout.Width * layout.Height; at++)
        {
            for (var plane = 0; plane < planes.Length; plane++)
            {
                values[plane] = planes[plane][at];
            }

            colours.Convert(values, pixels.AsSpan(3 * at, 3));
        }

        return pixels;
    }
}
