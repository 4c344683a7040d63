namespace Lockstep.Data.Formats;

/// <summary>The endings of images: those that are read, and those of formats that have to be converted first.</summary>
public static class ImageEndings
{
    private static readonly string[] Read = [".jpg", ".jpeg", ".jpe", ".jfif", ".jif", ".jfi", ".mpo", ".png", ".apng", ".webp", ".bmp", ".dib", ".gif", ".tif", ".tiff"];

    private static readonly HashSet<string> ReadSet = new(Read, StringComparer.OrdinalIgnoreCase);

    /// <summary>What an ending stands for; each has to be converted.</summary>
    private static readonly Dictionary<string, string> Converted = Table(
        ("HEIC", "heif-convert", [".heic", ".heif", ".hif"]),
        ("AVIF", "avifdec", [".avif", ".avifs"]),
        ("JPEG XL", "djxl", [".jxl"]),
        ("JPEG 2000", "opj_decompress", [".jp2", ".j2k", ".j2c", ".jpc", ".jpf", ".jpx"]),
        ("netpbm", "pnmtopng", [".ppm", ".pgm", ".pbm", ".pnm", ".pam"]),
        ("camera raw", "dcraw or darktable-cli", [".dng", ".cr2", ".cr3", ".crw", ".nef", ".nrw", ".arw", ".srf", ".sr2", ".orf", ".rw2", ".raf", ".pef", ".srw", ".3fr", ".iiq", ".x3f", ".kdc"]),
        ("DICOM", "DCMTK's dcmj2pnm, and choose the window", [".dcm", ".dicom"]),
        ("SVG", "rsvg-convert", [".svg", ".svgz"]),
        ("OpenEXR or HDR", "ImageMagick, and choose the exposure", [".exr", ".hdr"]),
        ("Photoshop", "ImageMagick", [".psd", ".psb"]),
        ("TGA", "ImageMagick", [".tga"]),
        ("icon", "ImageMagick", [".ico", ".cur", ".icns"]),
        ("an old image format", "ImageMagick", [".pcx", ".dcx", ".xbm", ".xpm", ".ras", ".sgi", ".pict", ".pct", ".xcf", ".wbmp", ".dds"]));

    /// <summary>The endings whose images are read, where the content is an image of a format that can be decoded, whichever it is.</summary>
    public static IReadOnlyList<string> Decoded => Read;

    /// <summary>Whether images with this ending are read.</summary>
    /// <param name="path">Of a file; the case of its ending doesn't matter.</param>
    public static bool IsDecoded(string path) => ReadSet.Contains(Path.GetExtension(path));

    /// <summary>
    /// How to convert an image that can't be read, by its ending: <c>HEIC; convert it to PNG, with heif-convert for example</c>. Null where
    /// the ending is of an image that is read, or of no image.
    /// </summary>
    public static string? HowToConvert(string path) => Converted.GetValueOrDefault(Path.GetExtension(path));

    private static Dictionary<string, string> Table(params (string Format, string Program, string[] Endings)[] rows) => rows
        .SelectMany(row => row.Endings.Select(ending => (ending, $"{row.Format}; convert it to PNG, with {row.Program} for example")))
        .ToDictionary(row => row.ending, row => row.Item2, StringComparer.OrdinalIgnoreCase);
}
