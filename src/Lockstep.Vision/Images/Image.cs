namespace Lockstep.Vision.Images;

/// <summary>A decoded picture: rows of pixels, three bytes each, red first; 8-bit values as the file stores them.</summary>
public sealed class Image
{
    /// <param name="pixels">height × width × 3 bytes; kept, not copied.</param>
    public Image(int height, int width, byte[] pixels)
    {
        if (height < 1 || width < 1 || pixels.LongLength != 3L * height * width)
        {
            throw new ArgumentException($"{pixels.LongLength} bytes are no {height}×{width} image of three channels.");
        }

        Height = height;
        Width = width;
        Pixels = pixels;
    }

    /// <summary>In pixels, from 1.</summary>
    public int Height { get; }

    /// <summary>In pixels, from 1.</summary>
    public int Width { get; }

    /// <summary>Height × width × 3; not to be written to.</summary>
    public byte[] Pixels { get; }
}
