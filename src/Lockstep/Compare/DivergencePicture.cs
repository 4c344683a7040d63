using System.Globalization;
using System.Net;
using System.Text;
using Lockstep.Files;
using Lockstep.Runs;

namespace Lockstep.Compare;

/// <summary>Two runs' losses, where they first part, and how far they are from each other after it: an SVG that needs nothing besides and follows the reader's light or dark setting.</summary>
public static class DivergencePicture
{
    private const int Width = 860;
    private const int Left = 78;
    private const int Right = 836;
    private const int MostPoints = 1500;

    /// <summary>Writes it whole or not at all.</summary>
    /// <param name="step">Of the optimizer, at which the runs first part; null for the first that has another loss.</param>
    public static void Write(string path, RunFolder a, RunFolder b, RunDiff diff, long? step) => AtomicFile.WriteAllText(path, Of(diff, LossesOf(a), LossesOf(b), step));

    internal static string Of(RunDiff diff, SortedDictionary<long, double> a, SortedDictionary<long, double> b, long? step)
    {
        (long Step, double Distance)[] distances = [.. a.Where(pair => b.ContainsKey(pair.Key)).Select(pair => (pair.Key, Math.Abs(pair.Value - b[pair.Key]))).Where(pair => double.IsFinite(pair.Item2))];
        step ??= Array.Find(distances, pair => pair.Distance > 0) is { Distance: > 0 } first ? first.Step : null;
        var most = Math.Max(1, Math.Max(a.Keys.LastOrDefault(), b.Keys.LastOrDefault()));
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} 560" width="{Width}" height="560" font-family="system-ui, sans-serif" font-size="13">
            <style>
            .page {"{"} fill: #fff {"}"} text {"{"} fill: #222 {"}"} .soft {"{"} fill: #666 {"}"} .line {"{"} stroke: #ddd {"}"} .a {"{"} stroke: #0b62c4 {"}"} .b {"{"} stroke: #d1600a {"}"} .d {"{"} stroke: #555 {"}"} .mark {"{"} stroke: #c01c28 {"}"} .word {"{"} fill: #c01c28 {"}"}
            @media (prefers-color-scheme: dark) {"{"}
            .page {"{"} fill: #16181d {"}"} text {"{"} fill: #e6e6e6 {"}"} .soft {"{"} fill: #a0a0a0 {"}"} .line {"{"} stroke: #3a3d44 {"}"} .a {"{"} stroke: #6cb2ff {"}"} .b {"{"} stroke: #ffa657 {"}"} .d {"{"} stroke: #c8c8c8 {"}"} .mark {"{"} stroke: #ff7b72 {"}"} .word {"{"} fill: #ff7b72 {"}"}
            {"}"}
            .a, .b, .d, .mark {"{"} fill: none; stroke-width: 1.6 {"}"}
            </style>
            <rect class="page" width="{Width}" height="560"/>
            <path class="a" d="M{Left} 24 h22"/><text x="{Left + 30}" y="28">A  {Text(diff.RecordOfA.Name)}</text>
            <path class="b" stroke-dasharray="6 3" d="M{Left} 46 h22"/><text x="{Left + 30}" y="50">B  {Text(diff.RecordOfB.Name)}</text>

            """);
        Losses(svg, a, b, most);
        Distances(svg, distances, most);
        if (step is { } at)
        {
            var x = X(Math.Min(at, most), most);
            var (anchor, shift) = x > (Left + Right) / 2 ? ("end", -6) : ("start", 6);
            svg.Append(CultureInfo.InvariantCulture, $"""
                <path class="mark" stroke-dasharray="2 3" d="M{x:0.#} 80 V500"/>
                <text class="word" x="{x + shift:0.#}" y="94" text-anchor="{anchor}">first divergence: step {at}{(diff.Ledger.Comparison?.Divergence is { } found ? $", {Blame.Word(found.Phase)}{(found.Layer is { } layer ? Text($" in {layer}") : "")}" : "")}</text>

                """);
        }

        var below = diff.Weights is { Differing: > 0, Absolute: { } absolute } weights
            ? string.Create(CultureInfo.InvariantCulture, $"last weights: {weights.Differing} of {weights.Numbers} numbers differ, by at most {absolute:0.##e+0} ({weights.Ulps} ulp), in {weights.Tensor}")
            : diff.Weights is { Differing: 0 } ? "last weights: the same bits" : "last weights: not compared";
        svg.Append(CultureInfo.InvariantCulture, $"""
            <text class="soft" x="14" y="552" font-size="12">{Text(below)}</text>
            </svg>

            """);
        return svg.ToString();
    }

    private static SortedDictionary<long, double> LossesOf(RunFolder run)
    {
        var losses = new SortedDictionary<long, double>();
        if (File.Exists(run.MetricsPath))
        {
            foreach (var metric in MetricsLog.Read(run.MetricsPath).Where(metric => metric is { Phase: "train", Name: "loss" }))
            {
                losses[metric.Step] = metric.Value;
            }
        }

        return losses;
    }

    private static void Losses(StringBuilder svg, SortedDictionary<long, double> a, SortedDictionary<long, double> b, long most)
    {
        const int Top = 80, Bottom = 300;
        double[] finite = [.. a.Values.Concat(b.Values).Where(double.IsFinite).DefaultIfEmpty(0)];
        var (low, high) = (finite.Min(), finite.Max());
        high = high > low ? high : low + 1;
        double Y(double loss) => Bottom - ((loss - low) / (high - low) * (Bottom - Top - 24));
        svg.Append(CultureInfo.InvariantCulture, $"""<text class="soft" x="14" y="{Top - 8}">training loss</text>""").Append('\n');
        foreach (var tick in Enumerable.Range(0, 5).Select(place => low + ((high - low) * place / 4)))
        {
            Line(svg, Y(tick), tick.ToString("0.###", CultureInfo.InvariantCulture));
        }

        Curve(svg, "a", a.Select(pair => (pair.Key, pair.Value)), Y, most, "");
        Curve(svg, "b", b.Select(pair => (pair.Key, pair.Value)), Y, most, " stroke-dasharray=\"6 3\"");
    }

    private static void Distances(StringBuilder svg, (long Step, double Distance)[] distances, long most)
    {
        const int Top = 340, Bottom = 500;
        svg.Append(CultureInfo.InvariantCulture, $"""<text class="soft" x="14" y="{Top - 8}">|loss A - loss B|, powers of ten</text>""").Append('\n');
        double[] logs = [.. distances.Where(pair => pair.Distance > 0).Select(pair => Math.Log10(pair.Distance))];
        if (logs.Length == 0)
        {
            Line(svg, Bottom, "0");
        }
        else
        {
            var (low, high) = (Math.Floor(logs.Min()), Math.Max(Math.Ceiling(logs.Max()), Math.Floor(logs.Min()) + 1));
            double Y(double distance) => distance > 0 ? Bottom - 14 - ((Math.Log10(distance) - low) / (high - low) * (Bottom - 14 - Top)) : Bottom;
            for (var power = low; power <= high; power += Math.Max(1, Math.Ceiling((high - low) / 5)))
            {
                Line(svg, Y(Math.Pow(10, power)), string.Create(CultureInfo.InvariantCulture, $"1e{power:0}"));
            }

            Line(svg, Bottom, "0");
            Curve(svg, "d", distances, Y, most, "");
        }

        foreach (var tick in Enumerable.Range(0, 5).Select(place => most * place / 4).Distinct())
        {
            svg.Append(CultureInfo.InvariantCulture, $"""<text class="soft" x="{X(tick, most):0.#}" y="518" text-anchor="middle">{tick}</text>""").Append('\n');
        }

        svg.Append(CultureInfo.InvariantCulture, $"""<text class="soft" x="{Right}" y="534" text-anchor="end">step</text>""").Append('\n');
    }

    private static double X(long step, long most) => Left + ((Right - Left) * (double)step / most);

    private static void Line(StringBuilder svg, double y, string word) =>
        svg.Append(CultureInfo.InvariantCulture, $"""<path class="line" d="M{Left} {y:0.#} H{Right}"/><text class="soft" x="{Left - 8}" y="{y + 4:0.#}" text-anchor="end">{word}</text>""").Append('\n');

    /// <summary>Of a long run every so many steps; a loss that is not finite leaves a gap.</summary>
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
