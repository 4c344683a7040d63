using System.Globalization;
using Lockstep.Checks;
using Lockstep.Cli.Frame;
using Lockstep.Smoke;

namespace Lockstep.Cli.Display;

/// <summary>A smoke test as the command prints it.</summary>
internal static class SmokeDisplay
{
    public static void Print(Terminal terminal, SmokeReport report)
    {
        terminal.Result(Line(report));
        foreach (var check in report.Checks.Where(check => check.Outcome == CheckOutcome.Failed || ShowsAnyway(check)))
        {
            var mark = check.Outcome switch { CheckOutcome.Failed => "failed", CheckOutcome.Skipped => "not checked", _ => "passed" };
            var lines = check.Text.Split('\n');
            terminal.Result($"  {mark}: {check.Name}: {lines[0]}");
            foreach (var more in lines[1..])
            {
                terminal.Result($"    {more}");
            }
        }
    }

    /// <summary>What a report says beside the checks.</summary>
    public static IReadOnlyList<string> Notes(SmokeReport report)
    {
        List<string> notes = [Line(report)];
        if (report.HeldOut.Count > 0)
        {
            notes.Add("Held out: " + string.Join(", ", report.HeldOut.Select(metric => string.Create(
                CultureInfo.InvariantCulture, $"{metric.Key} {metric.Value:0.######}"))));
        }

        if (report.Subset is { } subset)
        {
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"Images by seed {subset.Seed}: {string.Join(", ", subset.Train)}"));
        }

        return notes;
    }

    private static bool ShowsAnyway(Check check) =>
        check.Text.Length > 0 && (check.Outcome == CheckOutcome.Skipped || check.Name is "golden values" or "steps" or "parameters move"
            || check.Name.StartsWith("invariant ", StringComparison.Ordinal));

    private static string Line(SmokeReport report)
    {
        var size = report.Size;
        var figures = report.Figures;
        var what = Counted.Of(report.First.Losses.Count, "step")
            + (size is { Images: { } images, BatchSize: { } batch } ? FormattableString.Invariant($" of {batch} on {Counted.Of(images, "image")}") : "");
        var loss = report.First.Losses.Count == 0 ? "no loss" : string.Create(
            CultureInfo.InvariantCulture, $"loss {Loss(figures.Start)} to {Loss(figures.End)} ({0 - figures.Drop:+0.0%;-0.0%})");
        return $"smoke {(report.Passed ? "passed" : "failed")}: {what}, {(report.IsTwice ? "twice" : "once")}; {loss}; "
            + (report.Identical ? "both runs identical" : "not shown to be identical")
            + (report.IsDirty == true ? "; dirty" : "");
    }

    private static string Loss(double loss) => loss.ToString(Math.Abs(loss) < 100_000 ? "F4" : "G5", CultureInfo.InvariantCulture);
}
