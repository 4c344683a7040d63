using System.Globalization;
using System.Text;
using Lockstep.Ablation.Reporting;
using Lockstep.Statistics;
using Lockstep.Text;
using Lockstep.Vision.Drawing;

namespace Lockstep.Vision.Reports;

/// <summary>An ablation on one page that needs nothing beside it: no network, no scripts, pictures inside.</summary>
public static class AblationPage
{
    /// <summary>More classes than that are no table that one can read.</summary>
    private const int MostClasses = 30;

    private const string OwnStyle = """
        :root { --fourth: #7d4baa; --fifth: #96730a; --sixth: #be326e; }
        @media (prefers-color-scheme: dark) { :root { --fourth: #c79bff; --fifth: #e0bd4a; --sixth: #ff8fc0; } }
        .found { border-left: 4px solid var(--grid); padding: .4rem .75rem; background: var(--soft); margin: .5rem 0; }
        .found b { display: inline-block; margin-right: .4rem; }
        .better { border-color: var(--third); } .worse { border-color: var(--second); } .open { border-color: var(--faint); }
        .found.better b { color: var(--third); } .found.worse b { color: var(--second); }
        .fit svg { min-width: 0; }
        @media (max-width: 40rem) { .numbers.first td:first-child { min-width: 5rem; } }
        """;

    /// <summary>The page.</summary>
    public static string Of(SuiteReport report)
    {
        var (suite, page) = (report.Suite, new StringBuilder());
        page.Append(PageHead.Of(suite.Name, OwnStyle));
        page.Append(CultureInfo.InvariantCulture, $"""
            <p class="faint">{Text(suite.Metric)} of {Counted.Of(suite.Arms.Count, "arm")} over {Counted.Of(report.Seeds.Count, "seed")} each;
            {(suite.HigherIsBetter ? "higher" : "lower")} is better{(report.Comparisons.Count == 0 ? "" : $"; compared with {Text(suite.Base)}")}</p>

            """);
        foreach (var comparison in report.Comparisons)
        {
            page.Append(Found(comparison, report));
        }

        if (report.Expectations.Count > 0)
        {
            Headed(page, "Expected", string.Concat(report.Expectations.Select(answer =>
                $"<div class=\"found {(answer.IsMet ? "better" : "worse")}\"><b>{(answer.IsMet ? "met" : "not met")}</b> <code>"
                + $"{Text(answer.Expectation.Text)}</code></div>\n")));
        }

        page.Append(List(report.Notes));
        var metric = $"{suite.Metric}{report.Unit.OfValues}";
        Headed(page, "Every value", $"<div class=\"fit\">{AblationDrawing.Values(report).ToSvg($"{metric}, of every run, by arm")}</div>"
            + $"<p class=\"faint\">{Text(metric)}. A small square is one run; the bar is the mean with one standard deviation of single runs to either "
            + "side.</p>"
            + Arms(report));
        if (report.Comparisons.Count > 0)
        {
            Headed(page, "Differences", $"<div class=\"fit\">{AblationDrawing.Differences(report).ToSvg("The differences, seed by seed")}</div>"
                + $"<p class=\"faint\">Differences of {Text(suite.Metric)}{report.Unit.OfDifferences}. A small square is the difference of one seed; "
                + "the bar is the 95 % interval of their mean.</p>" + Differences(report));
        }

        if (AblationDrawing.Curves(report) is { } curves)
        {
            Headed(page, "Curves", $"<div class=\"fit\">{curves.ToSvg($"{metric}, over the epochs")}</div>"
                + $"<p class=\"faint\">{Text(metric)}, over the epochs: the mean of the seeds, in a band of one standard deviation to either side"
                + $"{(report.Arms.Count > AblationDrawing.MostCurves ? $"; of the first {AblationDrawing.MostCurves} arms" : "")}.</p>");
        }

        Classes(page, report);
        Headed(page, "Each seed", Seeds(report));
        Headed(page, "Error bars", List([.. ReportText.ErrorBars(report), .. report.Comparisons.Select(comparison =>
            $"{comparison.Arm} and {comparison.With}: {ReportText.Of(comparison.Pairing, suite.IsOfCommand)}.")]));
        Headed(page, "Compute", Costs(report) + List(ReportText.Compute(report)));
        return page.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private static string Found(ArmComparison comparison, SuiteReport report)
    {
        var style = comparison.Figures.Finding switch { Finding.Better => "better", Finding.Worse => "worse", _ => "open" };
        return $"<div class=\"found {style}\"><b>{EnumWord.Of(comparison.Figures.Finding)}</b> {Text(ReportText.Of(comparison, report))}</div>\n";
    }

    private static string Arms(SuiteReport report) => Table(
        ["arm", "mean ± deviation", "lowest", "highest", "runs"],
        report.Arms.Select(arm => new[]
        {
            arm.Arm.Changes.Count == 0 ? Text(arm.Arm.Name)
                : $"{Text(arm.Arm.Name)}<br><span class=\"faint\">{Text(string.Join(", ", arm.Arm.Changes))}</span>",
            report.Unit.Spread(arm.Mean, arm.Deviation),
            report.Unit.Value(arm.Values.DefaultIfEmpty(double.NaN).Min()),
            report.Unit.Value(arm.Values.DefaultIfEmpty(double.NaN).Max()),
            arm.Values.Count.ToString(CultureInfo.InvariantCulture),
        }));

    private static string Differences(SuiteReport report) => Table(
        ["arms", $"mean{report.Unit.OfDifferences}", "95 % interval", "p", "p by Holm", "P(better)", "found"],
        report.Comparisons.Select(comparison => new[]
        {
            $"{Text(comparison.Arm)} − {Text(comparison.With)}",
            report.Unit.WithSign(comparison.Mean),
            ReportTables.IntervalOf(comparison, report.Unit),
            Figure.P(comparison.Figures.PValue),
            Figure.P(comparison.Figures.AdjustedPValue),
            Figure.Of(comparison.Figures.ProbabilityOfBetter),
            EnumWord.Of(comparison.Figures.Finding),
        }));

    /// <summary>Those that the arms move most, where there are many.</summary>
    private static void Classes(StringBuilder page, SuiteReport report)
    {
        var named = report.Arms.Single(arm => arm.Arm.Name == report.Suite.Base);
        var others = report.Arms.Where(arm => arm != named && arm.Classes.Count > 0).ToArray();
        if (named.Classes.Count == 0 || others.Length == 0)
        {
            return;
        }

        double Moved(ArmFigures arm, ClassFigure of) => (arm.Classes.FirstOrDefault(one => one.Name == of.Name)?.Mean ?? double.NaN) - of.Mean;
        var shown = named.Classes.Count <= MostClasses ? named.Classes
            : [.. named.Classes.OrderByDescending(one => others.Max(arm => Math.Abs(Moved(arm, one)))).Take(MostClasses)];
        var table = Table(
            ["class", $"{Text(report.Suite.Base)}", .. others.Select(arm => Text(arm.Arm.Name))],
            shown.Select(one => (string[])
            [
                Text(one.Name), MetricUnit.Percent.Spread(one.Mean, one.Deviation), .. others.Select(arm => MetricUnit.Percent.WithSign(Moved(arm, one)))
            ]));
        Headed(page, "Classes", $"<p class=\"faint\">Recall at the best checkpoint on the validation images, mean ± standard deviation over the seeds, "
            + "and the percent points that each arm adds to it; single classes are not tested."
            + $"{(shown.Count < named.Classes.Count ? $" The {MostClasses} of {named.Classes.Count} that move most." : "")}</p>{table}");
    }

    private static string Seeds(SuiteReport report) => Table(
        ["seed", .. report.Arms.Select(arm => Text(arm.Arm.Name))],
        report.Seeds.Index().Select(item => (string[])
        [
            item.Item.ToString(CultureInfo.InvariantCulture),
            .. report.Arms.Select(arm => arm.Runs[item.Index].Value is { } value ? report.Unit.Value(value) : "–")
        ]));

    private static string Costs(SuiteReport report) => Table(
        ["arm", "time, all runs", "time, each", "most memory", "energy"],
        report.Arms.Select(arm => new[]
        {
            Text(arm.Arm.Name),
            Figure.Seconds(arm.Runs.Sum(run => run.Seconds ?? 0)),
            Figure.Seconds(arm.Runs.Average(run => run.Seconds)),
            Figure.Bytes(arm.Runs.Max(run => run.PeakBytes)),
            Figure.Joules(arm.Runs.All(run => run.Joules is null) ? null : arm.Runs.Sum(run => run.Joules ?? 0)),
        }));

    /// <param name="rows">Cells that are escaped already.</param>
    private static string Table(IEnumerable<string> head, IEnumerable<IEnumerable<string>> rows) =>
        $"<div class=\"wide\"><table class=\"numbers first\"><tr>{string.Concat(head.Select(cell => $"<th>{cell}</th>"))}</tr>\n"
        + $"{string.Concat(rows.Select(row => $"<tr>{string.Concat(row.Select(cell => $"<td>{cell}</td>"))}</tr>\n"))}</table></div>\n";

    private static void Headed(StringBuilder page, string heading, string content) =>
        page.Append(CultureInfo.InvariantCulture, $"<h2>{heading}</h2>\n{content}\n");

    private static string List(IReadOnlyList<string> items) =>
        items.Count == 0 ? "" : $"<ul>{string.Concat(items.Select(item => $"<li>{Text(item)}</li>"))}</ul>\n";

    private static string Text(string text) => Sketch.Escape(text);
}
