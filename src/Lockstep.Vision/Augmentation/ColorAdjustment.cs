using Lockstep.Vision.Images;

namespace Lockstep.Vision.Augmentation;

/// <summary>The four adjustments of 8-bit RGB pixels, in place, as Pillow's ImageEnhance and HSV mode compute them.</summary>
/// <remarks>Only additions, multiplications and divisions of IEEE 754 floats, so the same on every machine.</remarks>
internal static partial class ColorAdjustment
{
    public delegate void Adjustment(Span<byte> pixels, float factor);

    /// <summary>An adjusted copy.</summary>
    public static Image Of(Image image, Adjustment adjust, float factor)
    {
        var pixels = (byte[])image.Pixels.Clone();
        adjust(pixels, factor);
        return new Image(image.Height, image.Width, pixels);
    }

    /// <summary>Blends with black: 0 gives black, 1 the same image.</summary>
    public static void Brightness(Span<byte> pixels, float factor)
    {
        BlendAll(pixels, 0, factor);
    }

    /// <summary>Blends with the mean grey of the whole image.</summary>
    public static void Contrast(Span<byte> pixels, float factor)
    {
        var (at, sum) = SumOfLuma(pixels);
        for (; at < pixels.Length; at += 3)
        {
            sum += Luma(pixels[at], pixels[at + 1], pixels[at + 2]);
        }

        var mean = (int)(((double)sum / (pixels.Length / 3)) + 0.5);
        BlendAll(pixels, mean, factor);
    }

    /// <summary>Blends each pixel with its own grey.</summary>
    public static void Saturation(Span<byte> pixels, float factor)
    {
        for (var at = SaturateEights(pixels, factor); at < pixels.Length; at += 3)
        {
            var grey = Luma(pixels[at], pixels[at + 1], pixels[at + 2]);
            pixels[at] = Blend(grey, pixels[at], factor);
            pixels[at + 1] = Blend(grey, pixels[at + 1], factor);
            pixels[at + 2] = Blend(grey, pixels[at + 2], factor);
        }
    }

    /// <summary>Turns the hue by a part of the colour circle, in steps of 1/255 as an 8-bit hue allows.</summary>
    /// <param name="shift">From -0.5 to 0.5.</param>
    public static void Hue(Span<byte> pixels, double shift)
    {
        var turn = (byte)(int)(shift * 255);
        for (var at = TurnEights(pixels, turn); at < pixels.Length; at += 3)
        {
            var (hue, saturation, value) = ToHsv(pixels[at], pixels[at + 1], pixels[at + 2]);
            (pixels[at], pixels[at + 1], pixels[at + 2]) = ToRgb((byte)(hue + turn), saturation, value);
        }
    }

    /// <summary>ITU-R 601-2 luma in 16-bit fixed point.</summary>
    internal static int Luma(int red, int green, int blue) => ((red * 19595) + (green * 38470) + (blue * 7471) + 0x8000) >> 16;

    /// <summary>Between two levels for a factor from 0 to 1, beyond the second for more; cut off at 0 and 255, not rounded.</summary>
    internal static byte Blend(int from, int to, float factor)
    {
        var step = factor * (to - from);
        var value = from + step;
        return value <= 0 ? (byte)0 : value >= 255 ? (byte)255 : (byte)value;
    }

    private static void BlendAll(Span<byte> levels, int from, float factor)
    {
        for (var at = BlendEights(levels, from, factor); at < levels.Length; at++)
        {
            levels[at] = Blend(from, levels[at], factor);
        }
    }

    private static (byte Hue, byte Saturation, byte Value) ToHsv(byte red, byte green, byte blue)
    {
        var most = Math.Max(red, Math.Max(green, blue));
        var least = Math.Min(red, Math.Min(green, blue));
        if (most == least)
        {
            return (0, 0, most);
        }

        float range = most - least;
        var saturation = range / most;
        var redPart = (most - red) / range;
        var greenPart = (most - green) / range;
        var bluePart = (most - blue) / range;
        var sector = red == most ? bluePart - greenPart : green == most ? (float)(2.0 + redPart - bluePart) : (float)(4.0 + greenPart - redPart);
        var turned = (sector / 6.0) + 1.0;
        var hue = (float)(turned - Math.Floor(turned));
        return ((byte)(int)(hue * 255.0), (byte)(int)(saturation * 255.0), most);
    }

    private static (byte Red, byte Green, byte Blue) ToRgb(byte hue, byte saturation, byte value)
    {
        if (saturation == 0)
        {
            return (value, value, value);
        }

        var sector = (int)((float)hue * 6.0 / 255.0);
        var rest = (float)(((float)hue * 6.0 / 255.0) - sector);
        var part = saturation / 255f;
        var low = Rounded(value * (1.0 - part));
        var falling = Rounded(value * (1.0 - (part * rest)));
        var rising = Rounded(value * (1.0 - (part * (1.0 - rest))));
        return (sector % 6) switch
        {
            0 => (value, rising, low),
            1 => (falling, value, low),
            2 => (low, value, rising),
            3 => (low, falling, value),
            4 => (rising, low, value),
            _ => (value, low, falling),
        };
    }

    private static byte Rounded(double value) => (byte)Math.Clamp((int)Math.Floor((float)value + 0.5), 0, 255);
}
