using System.Globalization;
using System.Text;
using System.Text.Json;
using Lockstep.Checks;
using Lockstep.Files;
using Lockstep.Text;

namespace Lockstep.Ablation.Reporting;

/// <summary>A report as Markdown, as a table of values, and as JUnit's XML.</summary>
public static class ReportTables
{
    private static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>As <c>report.json</c> holds it.</summary>
    public static string Json(SuiteReport report, string folder)
    {
        var json = ReportJson.Of(report, folder);
        json.Remove("folder"); // it lies there
        return json.ToJsonString(Indented) + "\n";
    }

    /// <summary>A run a line (RFC 4180); the time last.</summary>
    public static string Csv(SuiteReport report)
    {
        var text = new StringBuilder("arm,seed,run,value,difference,result_id,dirty,seconds\n");
        var named = report.Arms.Single(arm => arm.Arm.Name == report.Suite.Base);
        foreach (var run in report.Arms.SelectMany(arm => arm.Runs))
        {
            var other = named.Runs.Single(one => one.Run.Seed == run.Run.Seed).Value;
            text.Append(CultureInfo.InvariantCulture, $"{run.Run.Arm.Name},{run.Run.Seed},{run.Run.Name},{run.Value:R},{run.Value - other:R},")
                .Append(CultureInfo.InvariantCulture, $"{run.Record?.ResultId},{DirtyOf(run)},{run.Seconds:0.###}\n");
        }

        return text.ToString();

        static string DirtyOf(SeedFigures run) => run.Folder?.TryReadCode()?.IsDirty switch { true => "true", false => "false", null => "" };
    }

    /// <summary>Its expectations and comparisons as checks: an expectation that isn't met fails, and so does a run without a value.</summary>
    public static string JUnit(SuiteReport report) => JUnitXml.Of(new CheckSuite(
        "ablate",
        report.Suite.Name,
        [
            .. report.Expectations.Select(answer =>
                new Check(answer.Expectation.Text, answer.IsMet ? CheckOutcome.Passed : CheckOutcome.Failed, answer.Reason)),
            .. report.Comparisons.Select(comparison => new Check(
                $"{comparison.Arm} and {comparison.With}",
                comparison.Figures.Finding == Statistics.Finding.Undecided ? CheckOutcome.Skipped : CheckOutcome.Passed,
                ReportText.Of(comparison, report))),
            .. report.Missing.Select(run => new Check(run.Run.Name, CheckOutcome.Failed, run.Reason ?? "no value")),
        ]));

    /// <summary>Writes <see cref="JUnit"/>, whole or not at all.</summary>
    public static void WriteJUnit(string path, SuiteReport report)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/");
        AtomicFile.WriteAllText(path, JUnit(report));
    }

    /// <summary>For a pull request or a notebook.</summary>
    public static string Markdown(SuiteReport report)
    {
        var text = new StringBuilder();
        var (suite, unit) = (report.Suite, report.Unit);
        text.Append(CultureInfo.InvariantCulture, $"# {suite.Name}\n\n{suite.Metric} of {Counted.Of(suite.Arms.Count, "arm")} over "
            + $"{Counted.Of(report.Seeds.Count, "seed")}; {(suite.HigherIsBetter ? "higher" : "lower")} is better"
            + $"{(report.Comparisons.Count == 0 ? "" : $"; compared with {suite.Base}")}.\n\n");
        List(text, report.Comparisons.Select(comparison => ReportText.Of(comparison, report)));
        if (report.Expectations.Count > 0)
        {
            text.Append("## Expected\n\n");
            List(text, report.Expectations.Select(answer => $"{(answer.IsMet ? "met" : "**not met**")}: `{answer.Expectation.Text}`"));
        }

        text.Append("## Arms\n\n| arm | changes | mean ± standard deviation | lowest | highest | runs | time of all runs |\n|---|---|---|---|---|---|---|\n");
        foreach (var arm in report.Arms)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {arm.Arm.Name} | {Cell(string.Join(", ", arm.Arm.Changes))} | "
                + $"{unit.Spread(arm.Mean, arm.Deviation)} | {unit.Value(arm.Values.DefaultIfEmpty(double.NaN).Min())} | "
                + $"{unit.Value(arm.Values.DefaultIfEmpty(double.NaN).Max())} | {arm.Values.Count} | "
                + $"{Figure.Seconds(arm.Runs.Sum(run => run.Seconds ?? 0))} |\n");
        }

        Differences(text, report);
        text.Append("\n## Every value\n\n| seed |").AppendJoin(null, report.Arms.Select(arm => $" {arm.Arm.Name} |")).Append("\n|---|")
            .Insert(text.Length, "---|", report.Arms.Count).Append('\n');
        foreach (var (place, seed) in report.Seeds.Index())
        {
            text.Append(CultureInfo.InvariantCulture, $"| {seed} |").AppendJoin(null, report.Arms.Select(arm =>
                $" {(arm.Runs[place].Value is { } value ? unit.Value(value) : "–")} |")).Append('\n');
        }

        text.Append('\n');
        List(text, report.Notes);
        text.Append("## Error bars\n\n");
        List(text, ReportText.ErrorBars(report));
        List(text, report.Comparisons.Select(comparison =>
            $"{comparison.Arm} and {comparison.With}: {ReportText.Of(comparison.Pairing, suite.IsOfCommand)}."));
        text.Append("## Compute\n\n");
        List(text, ReportText.Compute(report));
        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static void Differences(StringBuilder text, SuiteReport report)
    {
        if (report.Comparisons.Count == 0)
        {
            return;
        }

        var unit = report.Unit;
        text.Append(CultureInfo.InvariantCulture, $"\n## Differences\n\n| arms | mean{unit.OfDifferences} | 95 % interval | p | p by Holm | P(better) | ")
            .Append("found |\n|---|---|---|---|---|---|---|\n");
        foreach (var comparison in report.Comparisons)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {comparison.Arm} less {comparison.With} | "
                + $"{unit.WithSign(comparison.Mean)} | {IntervalOf(comparison, unit)} | "
                + $"{Figure.P(comparison.Figures.PValue)} | {Figure.P(comparison.Figures.AdjustedPValue)} | "
                + $"{Figure.Of(comparison.Figures.ProbabilityOfBetter)} | {EnumWord.Of(comparison.Figures.Finding)} |\n");
        }
    }

    /// <summary>A comparison's interval, for a person.</summary>
    public static string IntervalOf(ArmComparison comparison, MetricUnit unit) =>
        comparison.Interval is { } interval ? $"{unit.WithSign(interval.Low)} to {unit.WithSign(interval.High)}" : "–";

    private static void List(StringBuilder text, IEnumerable<string> items)
    {
        var before = text.Length;
        text.AppendJoin(null, items.Select(item => $"- {item}\n"));
        text.Append(text.Length > before ? "\n" : "");
    }

    private static string Cell(string text) => PlainText.OnOneLine(text).Replace("|", "\\|", StringComparison.Ordinal);
}
