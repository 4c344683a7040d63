using System.Runtime.InteropServices;
using SkiaSharp;

namespace Lockstep.Vision.Images;

/// <summary>Writes images as PNG files for people to look at.</summary>
public static class ImagePng
{
    /// <summary>Without loss; the same bytes for the same pixels and version of the library.</summary>
    public static byte[] Encode(Image image)
    {
        var info = new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        var rgba = new byte[info.BytesSize64];
        for (int from = 0, to = 0; from < image.Pixels.Length; from += 3, to += 4)
        {
            image.Pixels.AsSpan(from, 3).CopyTo(rgba.AsSpan(to));
            rgba[to + 3] = byte.MaxValue;
        }

        var pinned = GCHandle.Alloc(rgba, GCHandleType.Pinned);
        try
        {
            using var pixels = new SKPixmap(info, pinned.AddrOfPinnedObject());
            using var encoded = pixels.Encode(SKPngEncoderOptions.Default)
                ?? throw new InvalidOperationException("The library can write every image of these dimensions.");
            return encoded.ToArray();
        }
        finally
        {
            pinned.Free();
        }
    }
}
