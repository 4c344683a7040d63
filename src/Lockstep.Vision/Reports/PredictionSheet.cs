using System.Globalization;
using Lockstep.Vision.Drawing;
using Lockstep.Vision.Images;

namespace Lockstep.Vision.Reports;

/// <summary>A picture of sample predictions: the thumbnail, what it is, what the model says and how sure it is.</summary>
internal static class PredictionSheet
{
    public const int ThumbnailSide = 184;
    private const int Columns = 6;
    private const int Tile = 200;
    private const int TileHeight = ThumbnailSide + 84;
    private const int Margin = 16;
    private const int Header = 40;

    public static Image Of(IReadOnlyList<string> classes, IReadOnlyList<SamplePrediction> samples, int mistakes, long total)
    {
        var rows = Math.Max(1, (samples.Count + Columns - 1) / Columns);
        var sketch = new Sketch((2 * Margin) + (Columns * Tile), Header + (rows * TileHeight) + Margin);
        sketch.Add(new Label(
            Margin + 8, 14,
            string.Create(CultureInfo.InvariantCulture, $"{mistakes} of {total} wrong; the surest mistakes first, then the least sure of the right ones"),
            2, Paint.Ink));
        foreach (var (index, sample) in samples.Index())
        {
            var (left, top) = Place(index);
            top += ThumbnailSide + 10;
            var (paint, prediction) = (sample.Prediction.IsCorrect ? Paint.Third : Paint.Second, sample.Prediction);
            var line = 0;
            foreach (var (text, ink) in new[]
            {
                ($"is   {classes[prediction.Sample.Class]}", Paint.Ink),
                ($"says {prediction.NameIn(classes)}", paint),
                (string.Create(CultureInfo.InvariantCulture, $"at   {prediction.Confidence * 100:F1} %"), Paint.Faint),
            })
            {
                sketch.Add(new Label(left, top + (20 * line++), text, Sketch.WidthOf(text, 2) <= ThumbnailSide ? 2 : 1, ink, Most: ThumbnailSide));
            }

            if (sample.Picture is null)
            {
                sketch.Add(new Label(left, top - 100, "can't be read", 2, Paint.Faint, Most: ThumbnailSide));
            }
        }

        var sheet = sketch.ToImage();
        foreach (var (index, sample) in samples.Index())
        {
            if (sample.Picture is { } picture)
            {
                var (left, top) = Place(index);
                Paste(sheet, picture, top + ((ThumbnailSide - picture.Height) / 2), left + ((ThumbnailSide - picture.Width) / 2));
            }
        }

        return sheet;

        static (int Left, int Top) Place(int index) =>
            (Margin + (index % Columns * Tile) + ((Tile - ThumbnailSide) / 2), Header + (index / Columns * TileHeight));
    }

    private static void Paste(Image sheet, Image part, int top, int left)
    {
        for (var row = 0; row < part.Height; row++)
        {
            part.Pixels.AsSpan(3 * row * part.Width, 3 * part.Width).CopyTo(sheet.Pixels.AsSpan(3 * (((top + row) * sheet.Width) + left)));
        }
    }
}
