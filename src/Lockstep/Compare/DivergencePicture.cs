using System.Globalization;
using System.Net;
using System.Text;
using Lockstep.Files;
using Lockstep.Ledgers;
using Lockstep.Runs;

namespace Lockstep.Compare;

/// <summary>
/// Two runs' losses, where they first differ, and how far weights and losses are from each other after it: an SVG that needs nothing besides and
/// follows the reader's light or dark setting.
/// </summary>
public static class DivergencePicture
{
    private const int Width = 860;
    private const int Height = 740;
    private const int Left = 78;
    private const int Right = 836;
    private const int ZeroMargin = 14; // of an axis of powers of ten, below which 0 lies
    private const int MostPoints = 1500;

    private const string Style = """
        <style>
        .page { fill: #fff } text { fill: #222 } .soft { fill: #666 } .line { stroke: #ddd } .a { stroke: #0b62c4 } .b { stroke: #d1600a }
        .d, .w { stroke: #555 } .mark { stroke: #c01c28 } .word { fill: #c01c28 } .dot { fill: #555 }
        .over { paint-order: stroke; stroke: #fff; stroke-width: 4 }
        @media (prefers-color-scheme: dark) {
        .page { fill: #16181d } text { fill: #e6e6e6 } .soft { fill: #a0a0a0 } .line { stroke: #3a3d44 } .a { stroke: #6cb2ff } .b { stroke: #ffa657 }
        .d, .w { stroke: #c8c8c8 } .mark { stroke: #ff7b72 } .word { fill: #ff7b72 } .dot { fill: #c8c8c8 } .over { stroke: #16181d }
        }
        .a, .b, .d, .w, .mark { fill: none; stroke-width: 1.6 }
        </style>
        """;

    /// <summary>Writes it whole or not at all.</summary>
    /// <param name="step">Of the optimizer, at which the runs first differ; null for the first that has another loss.</param>
    public static void Write(string path, RunFolder a, RunFolder b, RunDiff diff, WeightGrowth growth, long? step) =>
        AtomicFile.WriteAllText(path, Of(diff, LossesOf(a), LossesOf(b), growth, step));

    /// <summary>The training loss after each step of the optimizer.</summary>
    public static SortedDictionary<long, double> LossesOf(RunFolder run)
    {
        var losses = new SortedDictionary<long, double>();
        if (Presence.IsFile(run.MetricsPath))
        {
            foreach (var metric in MetricsLog.Read(run.MetricsPath).Where(metric => metric is { Phase: "train", Name: "loss" }))
            {
                losses[metric.Step] = metric.Value;
            }
        }

        return losses;
    }

    internal static string Of(RunDiff diff, SortedDictionary<long, double> a, SortedDictionary<long, double> b, WeightGrowth growth, long? step)
    {
        (long Step, double Distance)[] distances = [
            .. a.Where(pair => b.ContainsKey(pair.Key))
                .Select(pair => (pair.Key, Math.Abs(pair.Value - b[pair.Key]))).Where(pair => double.IsFinite(pair.Item2))
        ];
        step ??= Array.Find(distances, pair => pair.Distance > 0) is { Distance: > 0 } first ? first.Step : null;
        var most = Math.Max(1, Math.Max(a.Keys.LastOrDefault(), b.Keys.LastOrDefault()));
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" width="{Width}" height="{Height}"
              font-family="system-ui, sans-serif" font-size="13">
            {Style}
            <rect class="page" width="{Width}" height="{Height}"/>
            <path class="a" d="M{Left} 24 h22"/><text x="{Left + 30}" y="28">A  {Text(diff.RecordOfA.Name)}</text>
            <path class="b" stroke-dasharray="6 3" d="M{Left} 46 h22"/><text x="{Left + 30}" y="50">B  {Text(diff.RecordOfB.Name)}</text>

            """);
        if (step is { } at)
        {
            var x = X(Math.Min(at, most), most);
            var (anchor, shift) = x > (Left + Right) / 2 ? ("end", -6) : ("start", 6);
            var where = diff.Ledger.Comparison?.Divergence is { } found
                ? $", {PhaseWord.Of(found)}{(found.Layer is { } layer ? Text($" in {layer}") : "")}"
                : "";
            svg.Append(CultureInfo.InvariantCulture, $"""
                <path class="mark" stroke-dasharray="2 3" d="M{x:0.#} 80 V680"/>
                <text class="word" x="{x + shift:0.#}" y="94" text-anchor="{anchor}">first divergence: step {at}{where}</text>

                """);
        }

        Losses(svg, a, b, most);
        Weights(svg, growth, most);
        Distances(svg, "|loss A - loss B|", "d", distances, 540, 680, most, distances.Length);
        foreach (var tick in RoundTicks.WholeUpTo(most, parts: 8))
        {
            svg.Append(CultureInfo.InvariantCulture, $"""<text class="soft" x="{X((long)tick, most):0.#}" y="698" text-anchor="middle">{tick:0}</text>""")
                .Append('\n');
        }

        svg.Append(CultureInfo.InvariantCulture, $"""<text class="soft" x="{Right}" y="714" text-anchor="end">step</text>""").Append('\n');
        var below = diff.Weights is { Differing: > 0, Absolute: { } absolute } weights
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"last weights: {weights.Differing} of {weights.Numbers} numbers differ, by at most {absolute:0.##e+0}, in {weights.Tensor}")
            : diff.Weights is { Differing: 0 } ? "last weights: the same bits" : "last weights: not compared";
        svg.Append(CultureInfo.InvariantCulture, $"""
            <text class="soft" x="14" y="732" font-size="12">{Text(below)}</text>
            </svg>

            """);
        return svg.ToString();
    }

    private static void Losses(StringBuilder svg, SortedDictionary<long, double> a, SortedDictionary<long, double> b, long most)
    {
        const int Top = 80, Bottom = 300;
        double[] finite = [.. a.Values.Concat(b.Values).Where(double.IsFinite).DefaultIfEmpty(0)];
        Title(svg, "training loss", Top);
        var y = RoundAxis(svg, finite.Min(), finite.Max(), Top + 24, Bottom);
        Curve(svg, "a", a.Select(pair => (pair.Key, pair.Value)), y, most, "");
        Curve(svg, "b", b.Select(pair => (pair.Key, pair.Value)), y, most, " stroke-dasharray=\"6 3\"");
    }

    /// <summary>A dot where both runs keep the weights; the line begins with the zeros of the ledger.</summary>
    private static void Weights(StringBuilder svg, WeightGrowth growth, long most)
    {
        const int Top = 340, Bottom = 500;
        (long Step, double Distance)[] points = [.. growth.Points.Select(point => (point.Step, point.Distance ?? double.NaN))];
        var lack = growth.Lack(most);
        // A line to a single checkpoint would say how the distance grew, which nobody knows.
        var y = Distances(svg, "weights: ‖A - B‖ / max(‖A‖, ‖B‖), at the checkpoints that both keep", "w", points, Top, Bottom, most, lack is null
            ? points.Length
            : growth.Points.TakeWhile(point => point.FromLedger).Count());
        foreach (var point in growth.Points.Where(point => !point.FromLedger && point.Distance is not null))
        {
            svg.Append(
                CultureInfo.InvariantCulture,
                $"""<circle class="dot" cx="{X(point.Step, most):0.##}" cy="{y(point.Distance ?? 0):0.##}" r="3">"""
                + $"""<title>step {point.Step}: {point.Distance:0.###e+0}</title></circle>""")
                .Append('\n');
        }

        // A sentence a line.
        foreach (var (line, sentence) in (lack ?? "").Split(". ", StringSplitOptions.RemoveEmptyEntries).Index())
        {
            svg.Append(
                CultureInfo.InvariantCulture,
                $"""<text class="soft over" x="{Left + 8}" y="{Top + 34 + (18 * line)}" font-size="12">{Text(sentence.TrimEnd('.'))}.</text>""")
                .Append('\n');
        }
    }

    /// <summary>Distances over the steps: on an axis of powers of ten where they span more than one, with 0 at its foot.</summary>
    /// <param name="joined">So many of them, from the first on, have a line through them.</param>
    /// <returns>Where a distance lies.</returns>
    private static Func<double, double> Distances(
        StringBuilder svg, string title, string kind, (long Step, double Distance)[] distances, int top, int bottom, long most, int joined)
    {
        double[] above = [.. distances.Select(pair => pair.Distance).Where(distance => double.IsFinite(distance) && distance > 0)];
        var isLogarithmic = above.Length > 0 && above.Max() > 10 * above.Min();
        Title(svg, isLogarithmic ? $"{title}; powers of ten" : title, top);
        var y = isLogarithmic ? PowerAxis(svg, above.Min(), above.Max(), top, bottom) : RoundAxis(svg, 0, above.DefaultIfEmpty(0).Max(), top, bottom);
        Curve(svg, kind, distances.Take(joined), y, most, "");
        return y;
    }

    private static Func<double, double> RoundAxis(StringBuilder svg, double least, double greatest, int top, int bottom)
    {
        var ticks = least.Equals(greatest) && least.Equals(0) ? [0] : RoundTicks.Between(least, greatest);
        var (low, high) = (ticks[0], ticks.Length > 1 ? ticks[^1] : ticks[0] + 1);
        double Y(double value) => bottom - ((value - low) / (high - low) * (bottom - top));
        foreach (var tick in ticks)
        {
            Line(svg, Y(tick), RoundTicks.Text(tick));
        }

        return Y;
    }

    private static Func<double, double> PowerAxis(StringBuilder svg, double least, double greatest, int top, int bottom)
    {
        var (low, high) = (Math.Floor(Math.Log10(least)), Math.Ceiling(Math.Log10(greatest)));
        double Y(double value) => value > 0 ? bottom - ZeroMargin - ((Math.Log10(value) - low) / (high - low) * (bottom - ZeroMargin - top)) : bottom;
        for (var power = low; power <= high; power += Math.Max(1, Math.Ceiling((high - low) / 5)))
        {
            Line(svg, Y(Math.Pow(10, power)), string.Create(CultureInfo.InvariantCulture, $"1e{power:0}"));
        }

        Line(svg, bottom, "0");
        return Y;
    }

    private static double X(long step, long most) => Left + ((Right - Left) * (double)step / most);

    private static void Title(StringBuilder svg, string title, int top) =>
        svg.Append(CultureInfo.InvariantCulture, $"""<text class="soft over" x="14" y="{top - 13}">{Text(title)}</text>""").Append('\n');

    private static void Line(StringBuilder svg, double y, string word) =>
        svg.Append(
            CultureInfo.InvariantCulture,
            $"""<path class="line" d="M{Left} {y:0.#} H{Right}"/><text class="soft" x="{Left - 8}" y="{y + 4:0.#}" text-anchor="end">{word}</text>""")
            .Append('\n');

    /// <summary>A curve, of a long run at every so many steps; a number that is not finite leaves a gap.</summary>
    private static void Curve(StringBuilder svg, string kind, IEnumerable<(long Step, double Value)> points, Func<double, double> y, long most, string dashes)
    {
        var all = points.ToArray();
        var stride = Math.Max(1, all.Length / MostPoints);
        var path = new StringBuilder();
        var isOpen = false;
        foreach (var (step, value) in all.Where((_, index) => index % stride == 0 || index == all.Length - 1))
        {
            if (double.IsFinite(value))
            {
                path.Append(CultureInfo.InvariantCulture, $"{(isOpen ? 'L' : 'M')}{X(step, most):0.##} {y(value):0.##}");
            }

            isOpen = double.IsFinite(value);
        }

        svg.Append(CultureInfo.InvariantCulture, $"""<path class="{kind}"{dashes} d="{path}"/>""").Append('\n');
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
