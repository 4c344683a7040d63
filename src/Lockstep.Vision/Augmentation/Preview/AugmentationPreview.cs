using System.Globalization;
using Lockstep.Vision.Drawing;
using Lockstep.Vision.Images;
using Lockstep.Vision.Images.Headers;

namespace Lockstep.Vision.Augmentation.Preview;

/// <summary>
/// A picture of what a recipe does to images: one row per image, the original first, then what the model sees of it in one epoch after the other.
/// </summary>
/// <param name="pipeline">A training's.</param>
/// <param name="epoch">The first one shown.</param>
/// <param name="draws">How many epochs are shown.</param>
public sealed class AugmentationPreview(AugmentationPipeline pipeline, int epoch, int draws)
{
    /// <summary>A larger image is shown smaller.</summary>
    private const int LargestTile = 256;

    /// <summary>A smaller image is shown larger, each pixel as a square; a column is at least so wide as its label.</summary>
    private const int SmallestTile = 112;

    private const int Margin = 8;
    private const int TextScale = 2;
    private const int LineHeight = (PixelFont.Height * TextScale) + (Margin / 2);
    private const byte Background = 236;
    private const byte Ink = 24;

    /// <summary>What each column shows, from the left.</summary>
    public IReadOnlyList<string> Columns { get; } =
        ["original", .. Enumerable.Range(epoch, draws).Select(number => string.Create(CultureInfo.InvariantCulture, $"epoch {number}"))];

    /// <summary>The same pixels for the same pipeline and images.</summary>
    /// <exception cref="LockstepException">So many images and columns don't fit into one picture.</exception>
    public Image Of(IReadOnlyList<PreviewedImage> images)
    {
        var seen = images.Select(image => Enumerable.Range(epoch, draws).Select(number => Shown(Seen(image, (uint)number), LargestTile, LargestTile)).ToArray())
            .ToArray();
        var tile = (
            Height: Math.Max(SmallestTile, seen.Max(row => row.Max(image => image.Height))),
            Width: Math.Max(SmallestTile, seen.Max(row => row.Max(image => image.Width))));
        Image[][] rows = [.. images.Zip(seen, (image, draws) => (Image[])[Shown(image.Pixels, tile.Height, tile.Width), .. draws])];

        var canvas = Blank(
            Margin + LineHeight + rows.Sum(row => (long)Margin + LineHeight + HeightOf(row)) + Margin,
            Margin + (Columns.Count * ((long)tile.Width + Margin)));
        foreach (var (column, label) in Columns.Index())
        {
            PixelFont.Write(canvas, PixelFont.Fit(label, tile.Width, TextScale), Margin, LeftOf(column), TextScale, Ink);
        }

        var top = Margin + LineHeight + Margin;
        foreach (var (image, row) in images.Zip(rows))
        {
            PixelFont.Write(canvas, PixelFont.Fit(image.Name, canvas.Width - (2 * Margin), TextScale), top, Margin, TextScale, Ink);
            foreach (var (column, shown) in row.Index())
            {
                Paste(canvas, shown, top + LineHeight + ((HeightOf(row) - shown.Height) / 2), LeftOf(column) + ((tile.Width - shown.Width) / 2));
            }

            top += LineHeight + HeightOf(row) + Margin;
        }

        return canvas;

        int LeftOf(int column) => Margin + (column * (tile.Width + Margin));
    }

    private static int HeightOf(Image[] row) => row.Max(image => image.Height);

    /// <summary>The very numbers that the model gets, turned back into levels.</summary>
    private Image Seen(PreviewedImage image, uint number)
    {
        var augmented = pipeline.Apply(image.Pixels, number, image.Sample);
        var numbers = new float[augmented.Pixels.Length];
        pipeline.WriteChannelsLast(augmented, numbers);
        pipeline.ApplyToTensor(numbers, augmented.Height, augmented.Width, channelsLast: true, number, image.Sample);
        return pipeline.ToImage(numbers, augmented.Height, augmented.Width);
    }

    /// <summary>Made to fit: shrunk as a whole, or, where there is room for it in a small tile, with squares for pixels.</summary>
    private static Image Shown(Image image, int height, int width)
    {
        if (image.Height > height || image.Width > width)
        {
            var factor = Math.Min((double)height / image.Height, (double)width / image.Width);
            return Resize.To(image, Math.Max(1, (int)(image.Height * factor)), Math.Max(1, (int)(image.Width * factor)));
        }

        var times = Math.Min(SmallestTile / image.Height, SmallestTile / image.Width);
        return times > 1 ? Enlarged(image, times) : image;
    }

    private static Image Enlarged(Image image, int times)
    {
        var target = new byte[image.Pixels.Length * times * times];
        var rowLength = 3 * image.Width * times;
        for (var at = 0; at < target.Length; at++)
        {
            var (row, place) = (at / rowLength, at % rowLength);
            target[at] = image.Pixels[(3 * ((row / times * image.Width) + (place / (3 * times)))) + (place % 3)];
        }

        return new Image(image.Height * times, image.Width * times, target);
    }

    private static Image Blank(long height, long width)
    {
        if (height * width > ImageHeader.MostPixels)
        {
            throw new LockstepException(
                $"The preview would have {width}×{height} pixels (width × height), more than {ImageHeader.MostPixels}. Show fewer images or columns.");
        }

        var pixels = new byte[3 * height * width];
        pixels.AsSpan().Fill(Background);
        return new Image((int)height, (int)width, pixels);
    }

    private static void Paste(Image canvas, Image part, int top, int left)
    {
        for (var row = 0; row < part.Height; row++)
        {
            part.Pixels.AsSpan(3 * row * part.Width, 3 * part.Width).CopyTo(canvas.Pixels.AsSpan(3 * (((top + row) * canvas.Width) + left)));
        }
    }
}
