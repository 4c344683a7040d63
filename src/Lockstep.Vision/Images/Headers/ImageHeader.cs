namespace Lockstep.Vision.Images.Headers;

/// <summary>What an encoded picture's bytes say of it, read without decoding a pixel.</summary>
/// <param name="Width">As stored, before any turning; 0 where the header is cut off.</param>
/// <param name="Height">As stored; 0 where the header is cut off.</param>
/// <param name="Mode">In words: <c>grey</c>, <c>RGB</c>, <c>palette</c>, <c>CMYK</c>, with <c>16-bit </c> in front or <c> with alpha</c> behind.</param>
/// <param name="Orientation">EXIF's number, 1 (upright) to 8; 1 where the file says nothing.</param>
/// <param name="Damage">Why the file can't be decoded: it ends early, a checksum is wrong, or it is of a kind that isn't read. Null
/// where nothing of the kind is seen.</param>
public sealed record ImageHeader(ImageFormat Format, long Width, long Height, string Mode, int Orientation, string? Damage)
{
    /// <summary>More is a decompression bomb or a mistake; twice the count at which Pillow begins to warn.</summary>
    public const long MostPixels = 178_956_970;

    /// <summary>Whether other pictures follow, which are not read: pages, or the frames of an animation.</summary>
    public bool HasMore { get; init; }

    /// <summary>Null where the bytes begin like no format that is decoded.</summary>
    public static ImageHeader? Read(ReadOnlySpan<byte> encoded) => encoded switch
    {
        [0xFF, 0xD8, ..] => JpegStructure.Read(encoded),
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => PngStructure.Read(encoded),
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => WebPStructure.Read(encoded),
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => GifStructure.Read(encoded),
        [(byte)'B', (byte)'M', ..] => BmpStructure.Read(encoded),
        _ when TiffDirectory.IsTiff(encoded) => TiffStructure.Read(encoded),
        _ => null,
    };

    /// <summary>Why the picture can't be decoded; null where nothing speaks against it.</summary>
    public string? ReasonAgainst() =>
        Height > MostPixels || Width > MostPixels || Width * Height > MostPixels ? WrongSize(Width, Height)
        : Damage is not null && (Width == 0) == (Height == 0) ? Damage
        : Width < 1 || Height < 1 ? WrongSize(Width, Height)
        : null;

    internal static string WrongSize(long width, long height) =>
        $"its header claims {width}×{height} pixels (width × height); expected at least 1×1 and at most {MostPixels} in all";
}
