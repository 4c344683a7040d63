using System.Globalization;
using Lockstep.Cli.Frame;
using Lockstep.Compare;
using Lockstep.Runs;

namespace Lockstep.Cli.Display;

/// <summary>
/// Figures of two runs, for people: accuracies in percent and percent points, others to six digits.
/// Every digit, and units in the last place (ULPs), are for who asks with <c>--verbose</c>; <c>--json</c> always has them.
/// </summary>
internal static class SideBySide
{
    private const double LeastPercentShown = 0.005;

    /// <summary>A metric that differs.</summary>
    /// <param name="isAccuracy">From 0 to 1, and told in percent.</param>
    public static string Metric(MetricDifference metric, bool isAccuracy, bool isVerbose)
    {
        var (a, b) = (metric.A, metric.B);
        return isVerbose || a is not { } left || b is not { } right || !double.IsFinite(left - right)
            ? $"{metric.Name}: {Every(a)}  |  {Every(b)}{InTheLastPlace(metric)}"
            : isAccuracy ? $"{metric.Name}: {InPercent(left)} %  |  {InPercent(right)} %  ({Percent(Math.Abs(left - right))} percent points)"
            : double.IsInteger(left) && double.IsInteger(right) ? $"{metric.Name}: {Every(a)}  |  {Every(b)}"
            : $"{metric.Name}: {Digits(left, right)}  |  {Digits(right, left)}{(metric.Relative is { } part ? $"  ({Percent(part)} %)" : "")}";
    }

    /// <summary>The losses of a step.</summary>
    public static string Losses(float a, float b, long? ulps, bool isVerbose) =>
        string.Create(CultureInfo.InvariantCulture, $"loss {a:R}  |  {b:R}{(isVerbose && ulps is { } distance ? $"  ({distance} ulp)" : "")}");

    /// <summary>How far weights are from each other.</summary>
    public static string Weights(WeightDistance weights, bool isVerbose)
    {
        var differing = string.Create(CultureInfo.InvariantCulture, $"weights: {weights.Differing} of {weights.Numbers} differ");
        var more = isVerbose ? string.Create(CultureInfo.InvariantCulture, $" ({weights.Relative:0.##e+0} relative, {weights.Ulps} ulp)") : "";
        return weights.Absolute is { } absolute
            ? string.Create(CultureInfo.InvariantCulture, $"{differing}, by at most {absolute:0.##e+0}{more}, the most in {weights.Tensor}")
            : $"{differing}; in {weights.Tensor} one is not finite";
    }

    /// <summary>The sums of the first losses: one where both runs have the same losses.</summary>
    public static string FirstLosses(FirstLosses a, FirstLosses b) =>
        a.Sum is not null && a.AreAsIn(b) ? $"{a.Shown} in both, {a.What}, the same bits"
        : a.Lack is not null && a.Lack == b.Lack ? $"none: {a.Lack}"
        : $"{Told(a)}  |  {Told(b)}";

    private static string Told(FirstLosses losses) => losses.Shown is { } sum ? $"{sum}, {losses.What}" : $"none: {losses.Lack}";

    private static string InTheLastPlace(MetricDifference metric) => metric is { Ulps: { } ulps, Relative: { } relative }
        ? string.Create(CultureInfo.InvariantCulture, $"  ({ulps} ulp, {relative:0.##e+0} relative)")
        : "";

    private static string InPercent(double part) => (100 * part).ToString("0.00", CultureInfo.InvariantCulture);

    private static string Every(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "none";

    /// <summary>Six digits, unless they hide that it is another number.</summary>
    private static string Digits(double value, double other)
    {
        var text = value.ToString("G6", CultureInfo.InvariantCulture);
        return text == other.ToString("G6", CultureInfo.InvariantCulture) ? Every(value) : text;
    }

    private static string Percent(double part) =>
        100 * part < LeastPercentShown ? "less than 0.01" : (100 * part).ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>A part of a comparison: what differs, or a word that nothing does.</summary>
    public static void Print(Terminal terminal, string title, IReadOnlyList<string> lines, string none)
    {
        terminal.Result("");
        terminal.Result($"{title,-12} {(lines.Count == 0 ? none : "")}".TrimEnd());
        foreach (var line in lines)
        {
            terminal.Result($"  {line}");
        }
    }
}
