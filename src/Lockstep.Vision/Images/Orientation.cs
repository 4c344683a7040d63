namespace Lockstep.Vision.Images;

/// <summary>EXIF's eight orientations. Source: CIPA DC-008 (Exif 2.32), tag 274.</summary>
public static class Orientation
{
    /// <summary>How the picture is to be turned.</summary>
    public static string Describe(int orientation) => orientation switch
    {
        2 => "mirrored",
        3 => "upside down",
        4 => "upside down and mirrored",
        5 => "on its side and mirrored",
        6 => "on its side, to be turned right",
        7 => "on its other side and mirrored",
        8 => "on its side, to be turned left",
        _ => "upright",
    };

    /// <summary>The picture upright; from 5 on height and width change places.</summary>
    /// <param name="stored">Not modified; returned itself where it is upright already.</param>
    /// <param name="orientation">1 to 8.</param>
    public static Image Upright(Image stored, int orientation)
    {
        if (orientation == 1)
        {
            return stored;
        }

        var (height, width) = orientation >= 5 ? (stored.Width, stored.Height) : (stored.Height, stored.Width);
        var (right, bottom) = (stored.Width - 1, stored.Height - 1);
        var pixels = GC.AllocateUninitializedArray<byte>(stored.Pixels.Length);
        for (int y = 0, to = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++, to += 3)
            {
                var (fromY, fromX) = orientation switch
                {
                    2 => (y, right - x),
                    3 => (bottom - y, right - x),
                    4 => (bottom - y, x),
                    5 => (x, y),
                    6 => (bottom - x, y),
                    7 => (bottom - x, right - y),
                    8 => (x, right - y),
                    _ => throw new ArgumentOutOfRangeException(nameof(orientation), orientation, "EXIF counts orientations from 1 to 8."),
                };
                var from = 3 * ((fromY * stored.Width) + fromX);
                pixels[to] = stored.Pixels[from];
                pixels[to + 1] = stored.Pixels[from + 1];
                pixels[to + 2] = stored.Pixels[from + 2];
            }
        }

        return new Image(height, width, pixels);
    }
}
