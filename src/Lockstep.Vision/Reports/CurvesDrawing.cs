using Lockstep.Compare;
using Lockstep.Recipes;
using Lockstep.Runs;
using Lockstep.Vision.Drawing;
using Lockstep.Vision.Training.Schedules;



namespace Lockstep.Vision.Reports;

/// <summary>How a training went: the losses, the accuracy and the learning rate over the epochs.</summary>
internal static class CurvesDrawing
{
    private const int Width = 1200;
    private const int PanelHeight = 320;
    private const int Left = 120;
    private const int Right = Width - 24;
    private const int Header = 60;
    private const int Footer = 44;

    /// <param name="stepsPerEpoch">Of the optimizer.</param>
    /// <param name="imagesPerEpoch">That are trained on.</param>
    /// <param name="bestEpoch">Marked by a line; null for none.</param>
    /// <param name="validated">Metrics of the validation that have a panel each, beside the loss.</param>
    public static Sketch Of(
        IReadOnlyList<Metric> metrics, Recipe recipe, int stepsPerEpoch, int imagesPerEpoch, int? bestEpoch, IReadOnlyList<string> validated)
    {
        var train = metrics.Where(metric => metric is { Phase: "train", Name: "loss" })
            .Select(metric => (metric.Step / (double)stepsPerEpoch, metric.Value)).ToArray();
        (double Epoch, double Value)[] Of(string name) =>
            [.. metrics.Where(metric => metric.Phase == "val" && metric.Name == name).Select(metric => ((double)metric.Epoch, metric.Value))];
        (string Title, Curve[] Curves)[] panels =
        [
            ("loss", [
                new Curve("train, each step", Paint.First with { Opacity = 0.35 }, Thinned(train), Width: 2),
                new Curve(
                    "train, mean of the epoch", Paint.First, Means(metrics, recipe.Train.BatchSize * recipe.Train.Accumulate, imagesPerEpoch), HasMarks: true),
                new Curve("val", Paint.Second, Of("loss"), HasMarks: true)
            ]),
            .. validated.Select(name => (name, new[] { new Curve("val", Paint.Second, Of(name), HasMarks: true) })),
            ("learning rate", [
                new Curve("", Paint.Third, Thinned([
                    .. metrics.Where(metric => metric is { Phase: "train", Name: "loss" })
                        .Select(metric => (metric.Step / (double)stepsPerEpoch, LearningRate.At(recipe.Schedule, recipe.Train, metric.Step - 1, stepsPerEpoch)))
                ]))
            ]),
        ];
        var last = Math.Max(1, metrics.Select(metric => metric.Step / (double)stepsPerEpoch).DefaultIfEmpty(1).Max());
        var sketch = new Sketch(Width, panels.Length * PanelHeight);
        foreach (var (index, (title, curves)) in panels.Index())
        {
            Draw(sketch, index * PanelHeight, title, curves, last, bestEpoch, isFirst: index == 0);
        }

        return sketch;
    }

    private static void Draw(Sketch sketch, int top, string title, Curve[] curves, double lastEpoch, int? bestEpoch, bool isFirst)
    {
        sketch.Add(new Label(24, top + 16, title, 2, Paint.Ink));
        var right = Right;
        foreach (var curve in curves.Where(curve => curve.Name.Length > 0).Reverse())
        {
            right -= Sketch.WidthOf(curve.Name, 2);
            sketch.Add(new Label(right, top + 16, curve.Name, 2, Paint.Faint));
            sketch.Add(new Box(right - 38, top + 22, 28, 4, curve.Paint));
            right -= 60;
        }

        var (high, low) = (top + Header, top + PanelHeight - Footer);
        var values = curves.SelectMany(curve => curve.Points).Select(point => point.Value).Where(double.IsFinite).ToArray();
        var ticks = RoundTicks.Between(values.DefaultIfEmpty(0).Min(), values.DefaultIfEmpty(1).Max());
        var (least, most) = (ticks[0], ticks[^1]);
        double Y(double value) => low - ((value - least) / (most - least) * (low - high));
        double X(double epoch) => Left + (epoch / lastEpoch * (Right - Left));
        foreach (var tick in ticks)
        {
            sketch.Add(new Box(Left, (int)Math.Round(Y(tick)), Right - Left, 1, Paint.Grid));
            sketch.Add(new Label(Left - 10, (int)Math.Round(Y(tick)) - 8, RoundTicks.Text(tick), 2, Paint.Faint, Align.End));
        }

        foreach (var epoch in RoundTicks.WholeUpTo(lastEpoch))
        {
            sketch.Add(new Box((int)Math.Round(X(epoch)), low, 1, 7, Paint.Faint));
            sketch.Add(new Label((int)Math.Round(X(epoch)), low + 12, RoundTicks.Text(epoch), 2, Paint.Faint, epoch == lastEpoch ? Align.End : Align.Middle));
        }

        sketch.Add(new Label(24, low + 12, "epoch", 2, Paint.Faint));
        if (bestEpoch is { } best)
        {
            sketch.Add(new Box((int)Math.Round(X(best)), high, 1, low - high, Paint.Faint));
            sketch.Add(new Label((int)Math.Round(X(best)) - 6, high + 4, isFirst ? "best" : "", 2, Paint.Faint, Align.End));
        }

        foreach (var curve in curves)
        {
            Draw(sketch, curve, X, Y);
        }
    }

    private static void Draw(Sketch sketch, Curve curve, Func<double, double> x, Func<double, double> y)
    {
        var points = new List<(double, double)>();
        foreach (var (epoch, value) in curve.Points.Append((0, double.NaN)))
        {
            if (double.IsFinite(value))
            {
                points.Add((x(epoch), y(value)));
                if (curve.HasMarks && curve.Points.Count <= 60)
                {
                    sketch.Add(new Box((int)Math.Round(x(epoch)) - 4, (int)Math.Round(y(value)) - 4, 9, 9, curve.Paint));
                }
            }
            else if (points.Count > 0)
            {
                sketch.Add(new Stroke([.. points], curve.Width, curve.Paint));
                points.Clear();
            }
        }
    }

    /// <summary>The mean over an epoch's images, as the log has it: the last step may have fewer than the others.</summary>
    internal static (double Epoch, double Value)[] Means(IEnumerable<Metric> metrics, int imagesPerStep, int imagesPerEpoch) =>
    [
        .. metrics.Where(metric => metric is { Phase: "train", Name: "loss" }).GroupBy(metric => metric.Epoch).Select(epoch =>
        {
            var weighted = epoch.Select(
                (metric, step) => (metric.Value, Images: (double)Math.Clamp(imagesPerEpoch - ((long)step * imagesPerStep), 1, imagesPerStep)))
                .ToArray();
            return ((double)epoch.Key, weighted.Sum(step => step.Value * step.Images) / weighted.Sum(step => step.Images));
        }),
    ];

    /// <summary>At most two points for three columns of the picture, each the mean of its steps.</summary>
    private static (double Epoch, double Value)[] Thinned((double Epoch, double Value)[] points) => points.Length <= 700
        ? points
        : [.. points.Chunk((points.Length + 699) / 700).Select(some => (some.Average(point => point.Epoch), some.Average(point => point.Value)))];
}
