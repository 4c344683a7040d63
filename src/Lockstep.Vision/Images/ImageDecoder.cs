using System.Buffers;
using System.Reflection;
using System.Runtime.Intrinsics;
using Lockstep.Vision.Images.Headers;
using SkiaSharp;

namespace Lockstep.Vision.Images;

/// <summary>Decodes JPEG, PNG, WebP, BMP, GIF (its first frame) and TIFF (its first page) to 8-bit RGB.</summary>
/// <remarks>
/// <para>A file gives all of its pixels or a <see cref="BrokenImageException"/>: one that ends early is never filled up. Thread-safe.</para>
/// <para>
/// Grey becomes three equal channels and a palette its colours. Of 16-bit channels the upper byte is kept, rounding down, grey ones too, where
/// Pillow's <c>convert("RGB")</c> clips them at 255. Transparency is dropped, and the colour below it kept, except that a GIF's transparent pixels are
/// black. CMYK is taken as inverted, as Adobe's programs write it, and red is cyan × black / 255, rounded, and so on. No colour profile, gamma or
/// XMP is applied. All of it is Pillow's convert("RGB"), pixel for pixel, but for the two exceptions named.
/// </para>
/// </remarks>
public static class ImageDecoder
{
    /// <summary>The library's, for the Environment lock.</summary>
    public static string Name => "SkiaSharp";

    /// <summary>The version of the library that decodes.</summary>
    public static string Version { get; } =
        typeof(SKCodec).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    /// <summary>The library that unpacks TIFF files, and its version.</summary>
    public static string TiffName { get; } = $"LibTiff.NET {TiffChunks.Library.GetName().Version?.ToString(3)}";

    /// <param name="encoded">The file's bytes.</param>
    /// <param name="file">Its path, for messages.</param>
    /// <param name="scale">Null for all pixels.</param>
    /// <exception cref="BrokenImageException">Not an image, one that ends early, or one of an impossible size.</exception>
    /// <exception cref="OrientationRefusedException">It is to be turned, and the rule is <see cref="OrientationRule.Refuse"/>.</exception>
    public static Image Decode(byte[] encoded, string file, OrientationRule rule, JpegScale? scale = null)
    {
        var header = HeaderOf(encoded, file);
        if (rule == OrientationRule.Refuse && header.Orientation != ExifOrientation.Upright)
        {
            throw new OrientationRefusedException(file, header.Orientation);
        }

        var isTurned = rule == OrientationRule.Apply && header.Orientation > 4;
        var divisor = header.Format != ImageFormat.Jpeg || scale is null ? 1
            : isTurned ? scale.DivisorFor(header.Width, header.Height)
            : scale.DivisorFor(header.Height, header.Width);
        var stored = header.Format == ImageFormat.Tiff ? TiffDecoder.Decode(encoded, file) : Stored(encoded, file, divisor);
        return rule == OrientationRule.Apply ? Orientation.Upright(stored, header.Orientation) : stored;
    }

    /// <summary>What the file's structure says, read to its end without decoding a pixel.</summary>
    /// <exception cref="BrokenImageException">It says that it can't be decoded.</exception>
    public static ImageHeader HeaderOf(ReadOnlySpan<byte> encoded, string file)
    {
        if (encoded.IsEmpty)
        {
            throw new BrokenImageException(file, "it is empty");
        }

        var header = ImageHeader.Read(encoded) ?? throw new BrokenImageException(file, UnknownFormat.Describe(encoded));
        return header.ReasonAgainst() is { } reason ? throw new BrokenImageException(file, reason) : header;
    }

    /// <summary>Pixels as stored, of a file whose header nothing speaks against.</summary>
    internal static unsafe Image Stored(byte[] encoded, string file, int divisor)
    {
        fixed (byte* bytes = encoded)
        {
            using var data = SKData.Create((nint)bytes, encoded.Length);
            using var codec = SKCodec.Create(data) ?? throw new BrokenImageException(file, "its header is damaged, or of a kind that can't be decoded");
            var size = divisor == 1 ? codec.Info.Size : codec.GetScaledDimensions(1f / divisor);
            var (width, height) = (size.Width, size.Height);
            if (width < 1 || height < 1 || (long)width * height > ImageHeader.MostPixels)
            {
                throw new BrokenImageException(file, ImageHeader.WrongSize(width, height));
            }

            var wanted = new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
            var rgba = ArrayPool<byte>.Shared.Rent(wanted.BytesSize);
            try
            {
                fixed (byte* pixels = rgba)
                {
                    var result = codec.GetPixels(wanted, (nint)pixels);
                    if (result != SKCodecResult.Success)
                    {
                        throw new BrokenImageException(
                            file, result == SKCodecResult.IncompleteInput ? "it ends before its last row" : $"its content is damaged ({result})");
                    }
                }

                return new Image(height, width, WithoutAlpha(rgba.AsSpan(0, wanted.BytesSize)));
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(rgba);
            }
        }
    }

    private static byte[] WithoutAlpha(ReadOnlySpan<byte> rgba)
    {
        var rgb = GC.AllocateUninitializedArray<byte>(rgba.Length / 4 * 3);
        var (from, to) = (0, 0);
        if (Vector128.IsHardwareAccelerated)
        {
            // Four pixels, and four bytes too many, which the next four overwrite.
            var order = Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 15, 15, 15, 15);
            for (; to + 16 <= rgb.Length; from += 16, to += 12)
            {
                Vector128.Shuffle(Vector128.Create(rgba.Slice(from, 16)), order).CopyTo(rgb.AsSpan(to));
            }
        }

        for (; to < rgb.Length; from += 4, to += 3)
        {
            rgb[to] = rgba[from];
            rgb[to + 1] = rgba[from + 1];
            rgb[to + 2] = rgba[from + 2];
        }

        return rgb;
    }
}
