namespace Lockstep.Samples.Formats;

/// <summary>Endings of images that are not decoded here, and a way from each to one that is.</summary>
internal static class UnreadImages
{
    private const string ImageMagick = "'mogrify -format png {0}' (ImageMagick)";

    private static readonly Dictionary<string, string> Ways = WaysOf(
        (ImageMagick, ".psd .tga .pcx .ppm .pgm .pbm .pnm .pam .ico .exr .hdr .dds .qoi .jp2 .j2k .jpx .jpf .xbm .xpm .sgi .rgb .ras .wmf .eps"),
        ("'heif-convert IN OUT.png' (libheif)", ".heic .heif .hif"),
        ("'avifdec IN OUT.png' (libavif)", ".avif"),
        ("'djxl IN OUT.png' (libjxl)", ".jxl"),
        ("'rsvg-convert -o OUT.png IN' (librsvg)", ".svg .svgz"),
        ("'dcm2img IN OUT.png' (DCMTK)", ".dcm .dicom"),
        ("'darktable-cli IN OUT.png'", ".dng .cr2 .cr3 .crw .nef .nrw .arw .sr2 .srf .orf .rw2 .raf .pef .srw .raw .3fr .erf .mrw .x3f"));

    /// <summary>How files of this ending become readable; null where it is none of an image.</summary>
    /// <param name="ending">With its dot.</param>
    public static string? Way(string ending) =>
        Ways.TryGetValue(ending, out var way) ? string.Format(System.Globalization.CultureInfo.InvariantCulture, way, $"*{ending}") : null;

    private static Dictionary<string, string> WaysOf(params (string Way, string Endings)[] groups) =>
        groups.SelectMany(group => group.Endings.Split(' ').Select(ending => (ending, group.Way))).ToDictionary(StringComparer.OrdinalIgnoreCase);
}
