using System.Reflection;
using SkiaSharp;

namespace Lockstep.Vision.Images;

/// <summary>Decodes JPEG, PNG, WebP, BMP and GIF (its first frame) to 8-bit RGB.</summary>
/// <remarks>
/// Pixels are given as stored: no colour profile is applied, no EXIF orientation either, and transparency is dropped, as the
/// loaders of most training code do. Grey, palette, CMYK and 16-bit pictures become 8-bit RGB. Thread-safe.
/// </remarks>
public static class ImageDecoder
{
    /// <summary>More is a decompression bomb or a mistake; twice the count at which Pillow begins to warn.</summary>
    private const long MostPixels = 178_956_970;

    public static string Name => "SkiaSharp";

    /// <summary>Of the library that decodes.</summary>
    public static string Version { get; } =
        typeof(SKCodec).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    /// <param name="encoded">The file's bytes.</param>
    /// <param name="file">Its path, for messages.</param>
    /// <exception cref="BrokenImageException">Not an image, one that ends early, or one of an impossible size.</exception>
    public static unsafe Image Decode(byte[] encoded, string file)
    {
        if (encoded.Length == 0)
        {
            throw new BrokenImageException(file, "it is empty");
        }

        fixed (byte* bytes = encoded)
        {
            using var data = SKData.Create((nint)bytes, encoded.Length);
            using var codec = SKCodec.Create(data) ?? throw new BrokenImageException(file, "it begins like none of JPEG, PNG, WebP, BMP or GIF, or its header is damaged");
            var (width, height) = (codec.Info.Width, codec.Info.Height);
            if (width < 1 || height < 1 || (long)width * height > MostPixels)
            {
                throw new BrokenImageException(file, $"its header claims {width}×{height} pixels; expected at least 1×1 and at most {MostPixels} in all");
            }

            var wanted = new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
            var rgba = GC.AllocateUninitializedArray<byte>(wanted.BytesSize);
            fixed (byte* pixels = rgba)
            {
                var result = codec.GetPixels(wanted, (nint)pixels);
                if (result != SKCodecResult.Success)
                {
                    throw new BrokenImageException(file, result == SKCodecResult.IncompleteInput ? "it ends before its last row" : $"its content is damaged ({result})");
                }
            }

            return new Image(height, width, WithoutAlpha(rgba));
        }
    }

    private static byte[] WithoutAlpha(byte[] rgba)
    {
        var rgb = GC.AllocateUninitializedArray<byte>(rgba.Length / 4 * 3);
        for (int from = 0, to = 0; to < rgb.Length; from += 4, to += 3)
        {
            rgb[to] = rgba[from];
            rgb[to + 1] = rgba[from + 1];
            rgb[to + 2] = rgba[from + 2];
        }

        return rgb;
    }
}
