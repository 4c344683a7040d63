using System.Globalization;
using Lockstep.Vision.Drawing;
using Lockstep.Vision.Evaluation;

namespace Lockstep.Vision.Reports;

/// <summary>A confusion matrix to look at: the darker, the larger the part of the true class; what is right in blue, what is not in orange.</summary>
internal static class ConfusionDrawing
{
    private const int Margin = 16;
    private const int Inner = 1080;
    private const int LargestCell = 76;
    private const int LongestName = 288;

    public static Sketch Of(ConfusionMatrix confusion)
    {
        var classes = confusion.Classes;
        var cell = Math.Clamp(Inner / classes.Count, classes.Count > 200 ? 1 : 10, LargestCell);
        var scale = cell >= 20 ? 2 : cell >= 10 ? 1 : 0;
        // Long names are written small, before any of them is cut.
        var letters = scale == 2 && classes.Any(name => Sketch.WidthOf(name, 2) > LongestName) ? 1 : scale;
        var names = scale == 0 ? 0 : Math.Min(LongestName, classes.Max(name => Sketch.WidthOf(name, letters)));
        var (left, top) = (Margin + 28 + names + 8, Margin + 28 + names + 8);
        var side = cell * classes.Count;
        var summary = string.Create(CultureInfo.InvariantCulture, $"{Counted.Of(confusion.Total, "image")}, {confusion.Accuracy * 100:F2} % right");
        var sketch = new Sketch(Math.Max(420, left + Math.Max(side, Sketch.WidthOf(summary, 2)) + Margin), top + side + Margin + 28);
        sketch.Add(new Label(left, Margin, "predicted", 2, Paint.Faint));
        sketch.Add(new Label(Margin, top + side, "true", 2, Paint.Faint, IsUpright: true));
        foreach (var (index, name) in scale == 0 ? [] : classes.Index())
        {
            var middle = (cell - (8 * letters)) / 2;
            sketch.Add(new Label(left + (index * cell) + middle, top - 8, name, letters, Paint.Ink, IsUpright: true, Most: names));
            sketch.Add(new Label(left - 8, top + (index * cell) + middle, name, letters, Paint.Ink, Align.End, Most: names));
        }

        for (var actual = 0; actual < classes.Count; actual++)
        {
            for (var predicted = 0; predicted < classes.Count; predicted++)
            {
                if (confusion[actual, predicted] > 0)
                {
                    AddCell(sketch, confusion, actual, predicted, left, top, cell);
                }
            }
        }

        AddGrid(sketch, classes.Count, left, top, cell);
        sketch.Add(new Label(left, top + side + 14, summary, 2, Paint.Faint));
        return sketch;
    }

    private static void AddCell(Sketch sketch, ConfusionMatrix confusion, int actual, int predicted, int left, int top, int cell)
    {
        var share = (double)confusion[actual, predicted] / confusion.Support(actual);
        var paint = (actual == predicted ? Paint.First : Paint.Second) with { Opacity = 0.15 + (0.85 * share) };
        sketch.Add(new Box(left + (predicted * cell), top + (actual * cell), cell, cell, paint));
        var count = confusion[actual, predicted].ToString(CultureInfo.InvariantCulture);
        var scale = Sketch.WidthOf(count, 2) <= cell - 4 ? 2 : Sketch.WidthOf(count, 1) <= cell - 2 && cell >= 12 ? 1 : 0;
        if (scale > 0)
        {
            sketch.Add(new Label(left + (predicted * cell) + (cell / 2), top + (actual * cell) + ((cell - (8 * scale)) / 2), count, scale, share > 0.5 ? Paint.Paper : Paint.Ink, Align.Middle));
        }
    }

    private static void AddGrid(Sketch sketch, int classes, int left, int top, int cell)
    {
        // Of many classes only every tenth line, by which a cell can be found.
        var every = cell >= 20 ? 1 : 10;
        for (var line = 0; line <= classes; line++)
        {
            if (line % every == 0 || line == classes)
            {
                sketch.Add(new Box(left + (line * cell), top, 1, classes * cell, Paint.Grid));
                sketch.Add(new Box(left, top + (line * cell), (classes * cell) + 1, 1, Paint.Grid));
            }
        }
    }
}
