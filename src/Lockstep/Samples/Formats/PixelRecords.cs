namespace Lockstep.Samples.Formats;

/// <summary>How images lie in a file of records: <c>Start + index × Stride</c> is the first pixel byte of one.</summary>
/// <param name="RelPath">The file, from the snapshot's root.</param>
/// <param name="IsGzip">Whether the bytes below are those of the unpacked file.</param>
/// <param name="Start">Of the first image's pixels, in bytes.</param>
/// <param name="Stride">From one image to the next, in bytes.</param>
/// <param name="Count">How many images the file holds; whoever makes this has seen that it does.</param>
/// <param name="Channels">1 (grey) or 3 (red, green, blue).</param>
/// <param name="IsPlanar">Whether all of one channel comes before the next; else a pixel's channels lie together.</param>
public sealed record PixelRecords(string RelPath, bool IsGzip, long Start, int Stride, int Count, int Height, int Width, int Channels, bool IsPlanar)
{
    /// <summary>The pixel bytes of one image.</summary>
    public int PixelBytes => Height * Width * Channels;

    /// <summary>Where the last image's pixels end: the length of the file, once unpacked.</summary>
    public long End => Start + ((long)(Count - 1) * Stride) + PixelBytes;
}
