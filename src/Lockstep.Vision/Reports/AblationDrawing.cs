using Lockstep.Ablation.Reporting;
using Lockstep.Compare;
using Lockstep.Vision.Drawing;

namespace Lockstep.Vision.Reports;

/// <summary>What an ablation found, in pictures: every value, every difference, and how it went over the epochs.</summary>
internal static class AblationDrawing
{
    /// <summary>More lines than there are colours can't be told apart.</summary>
    public const int MostCurves = 6;

    private const int Width = 800;
    private const int Left = 200;
    private const int Right = Width - 24;
    private const int Row = 56;
    private const int Footer = 44;
    private const int CurvesTop = 60;
    private const int CurvesHeight = 300;
    private const int CurvesLeft = 90;

    private static readonly Paint[] Colours = [Paint.First, Paint.Second, Paint.Third, Paint.Fourth, Paint.Fifth, Paint.Sixth];

    /// <summary>A row an arm: each value, and their mean with the standard deviation to either side.</summary>
    public static Sketch Values(SuiteReport report)
    {
        var axis = new Axis(report.Arms.SelectMany(arm => arm.Values.Concat([arm.Mean - arm.Deviation, arm.Mean + arm.Deviation])), report.Unit);
        var sketch = Frame(report.Arms.Count, axis);
        foreach (var (row, arm) in report.Arms.Index())
        {
            var colour = Colours[row % Colours.Length];
            Label(sketch, row, arm.Arm.Name);
            Marks(sketch, row, arm.Values.Select(axis.Place), colour);
            if (double.IsFinite(arm.Mean))
            {
                Bar(sketch, row, axis, arm.Mean - Or(arm.Deviation), arm.Mean + Or(arm.Deviation), arm.Mean, colour);
            }
        }

        return sketch;
    }

    /// <summary>A row a comparison: each difference, their mean and its interval; 0 is marked.</summary>
    public static Sketch Differences(SuiteReport report)
    {
        var axis = new Axis(report.Comparisons.SelectMany(comparison => comparison.Differences.Append(0)), report.Unit);
        var sketch = Frame(report.Comparisons.Count, axis);
        sketch.Add(new Box(axis.Place(0) - 1, 8, 2, report.Comparisons.Count * Row, Paint.Faint));
        foreach (var (row, comparison) in report.Comparisons.Index())
        {
            var colour = Colours[Math.Max(0, report.Arms.Select(arm => arm.Arm.Name).ToList().IndexOf(comparison.Arm)) % Colours.Length];
            Label(sketch, row, $"{comparison.Arm} - {comparison.With}");
            Marks(sketch, row, comparison.Differences.Select(axis.Place), colour);
            if (comparison.Interval is { } interval)
            {
                Bar(sketch, row, axis, interval.Low, interval.High, comparison.Mean, colour);
            }
        }

        return sketch;
    }

    /// <summary>The mean of each arm over the epochs, in a band of one standard deviation to either side; null where no run has a curve.</summary>
    public static Sketch? Curves(SuiteReport report)
    {
        var arms = report.Arms.Index().Where(item => item.Item.Curve.Count > 1).Take(MostCurves).ToArray();
        if (arms.Length == 0)
        {
            return null;
        }

        var sketch = new Sketch(Width, CurvesTop + CurvesHeight + Footer);
        var points = arms.SelectMany(arm => arm.Item.Curve).ToArray();
        var (first, last) = (points.Min(point => point.Epoch), points.Max(point => point.Epoch));
        var scale = report.Unit.Scale;
        var ticks = RoundTicks.Between(scale * points.Min(point => point.Mean - point.Deviation), scale * points.Max(point => point.Mean + point.Deviation));
        double X(double epoch) => CurvesLeft + ((epoch - first) / Math.Max(1, last - first) * (Right - CurvesLeft));
        double Y(double value) => CurvesTop + CurvesHeight - (((scale * value) - ticks[0]) / (ticks[^1] - ticks[0]) * CurvesHeight);
        foreach (var tick in ticks)
        {
            sketch.Add(new Box(CurvesLeft, (int)Math.Round(Y(tick / scale)), Right - CurvesLeft, 1, Paint.Grid));
            sketch.Add(new Label(CurvesLeft - 10, (int)Math.Round(Y(tick / scale)) - 8, RoundTicks.Text(tick), 2, Paint.Faint, Align.End));
        }

        foreach (var epoch in RoundTicks.WholeUpTo(last, parts: 5).Where(epoch => epoch >= first))
        {
            sketch.Add(new Label(
                (int)Math.Round(X(epoch)), CurvesTop + CurvesHeight + 12, RoundTicks.Text(epoch), 2, Paint.Faint, epoch == last ? Align.End : Align.Middle));
        }

        sketch.Add(new Label(0, CurvesTop + CurvesHeight + 12, "epoch", 2, Paint.Faint, Most: CurvesLeft - 20));
        foreach (var (index, arm) in arms)
        {
            sketch.Add(new Band(
                [.. arm.Curve.Select(point => (X(point.Epoch), Y(point.Mean + point.Deviation), Y(point.Mean - point.Deviation)))],
                Colours[index % Colours.Length] with { Opacity = 0.16 }));
        }

        var place = CurvesLeft;
        foreach (var (index, arm) in arms)
        {
            var colour = Colours[index % Colours.Length];
            sketch.Add(new Stroke([.. arm.Curve.Select(point => (X(point.Epoch), Y(point.Mean)))], 3, colour));
            sketch.Add(new Box(place, 22, 28, 4, colour));
            sketch.Add(new Label(place + 38, 16, arm.Arm.Name, 2, Paint.Faint, Most: 160));
            place += 38 + Math.Min(160, Sketch.WidthOf(arm.Arm.Name, 2)) + 28;
        }

        return sketch;
    }

    private static Sketch Frame(int rows, Axis axis)
    {
        var sketch = new Sketch(Width, 8 + (rows * Row) + Footer);
        foreach (var tick in axis.Ticks)
        {
            sketch.Add(new Box(axis.PlaceOf(tick), 8, 1, rows * Row, Paint.Grid));
            var align = tick == axis.Ticks[^1] ? Align.End : Align.Middle;
            sketch.Add(new Label(axis.PlaceOf(tick) + (align == Align.End ? 12 : 0), 8 + (rows * Row) + 12, RoundTicks.Text(tick), 2, Paint.Faint, align));
        }

        return sketch;
    }

    private static void Label(Sketch sketch, int row, string text) => sketch.Add(new Label(0, Middle(row) - 8, text, 2, Paint.Ink, Most: Left - 20));

    /// <summary>Runs that came out alike lie over each other; where several do, the mark is darker.</summary>
    private static void Marks(Sketch sketch, int row, IEnumerable<int> places, Paint colour)
    {
        foreach (var place in places)
        {
            sketch.Add(new Box(place - 4, Middle(row) - 16, 8, 8, colour with { Opacity = 0.45 }));
        }
    }

    private static void Bar(Sketch sketch, int row, Axis axis, double low, double high, double mean, Paint colour)
    {
        sketch.Add(new Box(axis.Place(low), Middle(row) + 3, Math.Max(2, axis.Place(high) - axis.Place(low)), 4, colour));
        sketch.Add(new Box(axis.Place(mean) - 3, Middle(row) - 4, 6, 18, colour));
    }

    private static int Middle(int row) => 8 + (row * Row) + (Row / 2);

    private static double Or(double deviation) => double.IsFinite(deviation) ? deviation : 0;

    private sealed class Axis
    {
        private readonly double scale;

        public Axis(IEnumerable<double> values, MetricUnit unit)
        {
            scale = unit.Scale;
            var finite = values.Where(double.IsFinite).Select(value => value * scale).DefaultIfEmpty(0).ToArray();
            Ticks = RoundTicks.Between(finite.Min(), finite.Max());
        }

        /// <summary>As they are shown.</summary>
        public double[] Ticks { get; }

        public int Place(double value) => PlaceOf(value * scale);

        /// <summary>Of a tick, or another number as it is shown.</summary>
        public int PlaceOf(double shown) => Left + (int)Math.Round((shown - Ticks[0]) / (Ticks[^1] - Ticks[0]) * (Right - Left - 12));
    }
}
