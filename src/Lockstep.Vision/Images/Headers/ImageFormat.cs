namespace Lockstep.Vision.Images.Headers;

/// <summary>The formats that are decoded.</summary>
public enum ImageFormat
{
    /// <summary>JFIF or EXIF.</summary>
    Jpeg,

    /// <summary>Also with a palette, alpha or 16 bits a channel.</summary>
    Png,

    /// <summary>Lossy or lossless.</summary>
    WebP,

    /// <summary>Windows bitmaps.</summary>
    Bmp,

    /// <summary>The first picture of it.</summary>
    Gif,

    /// <summary>The first picture of it.</summary>
    Tiff,
}
