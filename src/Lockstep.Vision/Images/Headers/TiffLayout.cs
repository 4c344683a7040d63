namespace Lockstep.Vision.Images.Headers;

/// <summary>How the first picture of a TIFF file lies in it. Source: Adobe, TIFF 6.0.</summary>
/// <param name="IsLittle">Whether numbers have their low byte first.</param>
/// <param name="Bits">Of one sample: 1, 2, 4, 8 or 16.</param>
/// <param name="Samples">Of one pixel, the extra ones among them.</param>
/// <param name="Alpha">1 where the colours are multiplied by the first extra sample; else of no concern.</param>
/// <param name="IsPlanar">Whether each sample has chunks of its own.</param>
/// <param name="IsReversed">Whether the low bit of a byte comes first.</param>
/// <param name="ChunkWidth">Of a tile, or of a strip the picture's.</param>
/// <param name="ChunkHeight">Of a tile, or of every strip but the last.</param>
/// <param name="Offsets">Of the chunks, from the start of the file; by rows, plane by plane.</param>
/// <param name="Counts">Their lengths in bytes; of uncompressed ones as their size says.</param>
/// <param name="Predictor">2 where each value is stored as its difference to the one before; else 1.</param>
/// <param name="FaxOptions">Of the fax codes: whether rows refer to the one before, and what else the codec asks for.</param>
/// <param name="JpegTables">What the JPEG data of all chunks have in common; empty where there is nothing.</param>
/// <param name="Colours">The palette: all reds, all greens, all blues, 16 bits each; empty where there is none.</param>
internal sealed record TiffLayout(
    int Width,
    int Height,
    bool IsLittle,
    int Bits,
    int Samples,
    TiffColour Colour,
    int Alpha,
    TiffCompression Compression,
    bool IsPlanar,
    bool IsReversed,
    bool IsTiled,
    int ChunkWidth,
    int ChunkHeight,
    long[] Offsets,
    long[] Counts,
    int Predictor,
    uint FaxOptions,
    byte[] JpegTables,
    long[] Colours)
{
    public int Across => (Width + ChunkWidth - 1) / ChunkWidth;

    public int Down => (Height + ChunkHeight - 1) / ChunkHeight;

    public bool IsFax => Compression is TiffCompression.CcittRle or TiffCompression.CcittFax3 or TiffCompression.CcittFax4;

    /// <summary>Samples of a pixel that lie in one chunk.</summary>
    public int ChunkSamples => IsPlanar ? 1 : Samples;

    public int RowBytes => (int)((((long)ChunkWidth * ChunkSamples * Bits) + 7) / 8);

    /// <summary>The first row and column of a chunk of the first plane.</summary>
    public (int Top, int Left) PlaceOf(int chunk) => (chunk / Across * ChunkHeight, chunk % Across * ChunkWidth);

    /// <summary>The rows of an unpacked chunk; the last strip is shorter.</summary>
    public int RowsOf(int chunk) => IsTiled ? ChunkHeight : Math.Min(ChunkHeight, Height - (chunk % Down * ChunkHeight));
}

internal enum TiffColour
{
    WhiteIsZero = 0,
    BlackIsZero = 1,
    Rgb = 2,
    Palette = 3,
    Cmyk = 5,
    YCbCr = 6,
}

internal enum TiffCompression
{
    None = 1,
    CcittRle = 2,
    CcittFax3 = 3,
    CcittFax4 = 4,
    Lzw = 5,
    Jpeg = 7,
    Deflate = 8,
    PackBits = 32773,
    OldDeflate = 32946,
}
