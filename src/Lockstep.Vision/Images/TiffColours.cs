using Lockstep.Vision.Images.Headers;

namespace Lockstep.Vision.Images;

/// <summary>Makes a TIFF's values 8-bit RGB.</summary>
internal sealed class TiffColours(TiffLayout layout)
{
    private const int Multiplied = 1;

    /// <summary>What each grey value or palette entry stands for: red, green and blue.</summary>
    private readonly byte[] table = TableOf(layout);

    /// <param name="values">As stored, of 16 bits the upper byte; all samples of a pixel together.</param>
    /// <param name="rgb">Three bytes a pixel.</param>
    public void Convert(ReadOnlySpan<byte> values, Span<byte> rgb)
    {
        for (; !rgb.IsEmpty; values = values[layout.Samples..], rgb = rgb[3..])
        {
            switch (layout.Colour)
            {
                case TiffColour.Cmyk:
                    var light = 255 - values[3];
                    rgb[0] = Inked(light, values[0]);
                    rgb[1] = Inked(light, values[1]);
                    rgb[2] = Inked(light, values[2]);
                    break;
                case TiffColour.Rgb when layout.Alpha == Multiplied:
                    rgb[0] = Divided(values[0], values[3]);
                    rgb[1] = Divided(values[1], values[3]);
                    rgb[2] = Divided(values[2], values[3]);
                    break;
                case TiffColour.Rgb or TiffColour.YCbCr:
                    values[..3].CopyTo(rgb);
                    break;
                default:
                    table.AsSpan(3 * values[0], 3).CopyTo(rgb);
                    break;
            }
        }
    }

    private static byte[] TableOf(TiffLayout layout)
    {
        if (layout.Colour is not (TiffColour.WhiteIsZero or TiffColour.BlackIsZero or TiffColour.Palette))
        {
            return [];
        }

        var colours = 1 << layout.Bits;
        var table = new byte[3 * colours];
        for (var value = 0; value < colours; value++)
        {
            var grey = (byte)(value * 255 / (colours - 1));
            for (var channel = 0; channel < 3; channel++)
            {
                table[(3 * value) + channel] = layout.Colour switch
                {
                    TiffColour.Palette => (byte)(layout.Colours[(channel * colours) + value] >> 8),
                    TiffColour.WhiteIsZero => (byte)~grey,
                    _ => grey,
                };
            }
        }

        return table;
    }

    /// <summary>light − ink × light / 255, rounded.</summary>
    private static byte Inked(int light, int ink)
    {
        var product = (ink * light) + 128;
        return (byte)Math.Max(light - (((product >> 8) + product) >> 8), 0);
    }

    private static byte Divided(int value, int alpha) => alpha == 0 ? (byte)0 : (byte)Math.Min(value * 255 / alpha, 255);
}
