namespace Lockstep.Vision.Images.Headers;

/// <summary>The formats that are decoded.</summary>
public enum ImageFormat
{
    Jpeg,
    Png,
    WebP,
    Bmp,
    Gif,
    Tiff,
}
