namespace Lockstep.Vision.Images.Headers;

/// <summary>The one tag of EXIF that says how a picture is to be turned.</summary>
internal static class ExifOrientation
{
    public const int Upright = 1;

    private const ushort Tag = 0x0112;

    /// <summary>1 to 8; 1 where the block says nothing, says something else, or is damaged.</summary>
    /// <param name="exif">From the byte-order mark on, or from JPEG's mark before it.</param>
    public static int Read(ReadOnlySpan<byte> exif) => Find(exif) ?? Upright;

    /// <summary>The same, but null where the block doesn't have the tag.</summary>
    public static int? Find(ReadOnlySpan<byte> exif) =>
        TiffDirectory.TryOpen(exif.StartsWith("Exif\0\0"u8) ? exif[6..] : exif, out var directory) ? Find(directory) : null;

    /// <summary>The same of a directory that is open.</summary>
    public static int? Find(TiffDirectory directory) => directory.First(Tag) switch
    {
        null => null,
        >= 1 and <= 8 and var value => (int)value,
        _ => Upright,
    };
}
