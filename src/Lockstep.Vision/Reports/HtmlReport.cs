using System.Globalization;
using System.Text;
using Lockstep.Compare;
using Lockstep.Files;
using Lockstep.Locks;
using Lockstep.Runs;
using Lockstep.Samples;
using Lockstep.Text;
using Lockstep.Vision.Drawing;
using Lockstep.Vision.Evaluation;
using Lockstep.Vision.Images;

namespace Lockstep.Vision.Reports;

/// <summary>A finished run on one page that needs nothing beside it: no network, no scripts, pictures inside.</summary>
/// <param name="losses">The first of the training.</param>
/// <param name="evaluations">A section of other parts; see <see cref="SavedEvaluations"/>.</param>
internal sealed class HtmlReport(
    RunRecord record, LockSet locks, string recipe, FirstLosses losses, ClassificationReport report, Sketch curves,
    IReadOnlyList<SamplePrediction> samples, string evaluations)
{
    /// <summary>A whole matrix of more classes is no table that one can read, and costs a page too much.</summary>
    private const int MostClassesDrawn = 100;

    private readonly StringBuilder page = new();

    public string ToHtml()
    {
        Add(PageHead.Of(record.Name));
        AddSummary();
        AddFigures();
        Add(evaluations);
        AddHeaded("Curves", $"<div class=\"wide\">{curves.ToSvg("Loss, accuracy and learning rate over the epochs")}</div>");
        AddConfusion();
        AddClasses();
        AddSamples();
        AddLocks();
        AddHeaded("Recipe", $"<pre>{Lines(recipe)}</pre>");
        Add("</main>\n</body>\n</html>\n");
        return page.ToString();
    }

    private void AddSummary()
    {
        Add($"<p class=\"faint\">{EnumWord.Of(record.Status)}, started {record.Started:yyyy-MM-dd HH:mm} "
            + $"UTC{(record.Ended is { } ended ? FormattableString.Invariant($", took {(ended - record.Started).TotalSeconds:F1} s") : "")}, "
            + $"Lockstep {Text(record.LockstepVersion ?? "")}"
            + $"{(record.Selection is { } best
                ? FormattableString.Invariant($"; figures of the best checkpoint, epoch {best.Epoch} by {Text(best.Metric)}")
                : "")}</p>\n");
        if (record.Reason is { } reason)
        {
            Add($"<p>{Text(reason)}</p>\n");
        }

        if (record.Verdict is { } verdict)
        {
            Add($"<p class=\"verdict {(verdict.IsIdentical ? "yes" : "no")}\"><b>{Text(EnumWord.Of(verdict.Kind))}</b> {(verdict.IsIdentical ? "to" : "from")} "
                + $"{Text(verdict.Against)}</p>\n{List([.. verdict.Reasons, .. verdict.Allowed.Select(allowed => $"allowed: {allowed}")])}");
        }

        IReadOnlyList<string> invariants = [.. (record.Invariants ?? []).Select(invariant => (invariant.Holds == false ? "broken: " : "") + invariant.Text)];
        Add(List(invariants));
        Add(List(record.Warnings));
    }

    private void AddFigures()
    {
        var auc = report.RocAuc is { } area ? Figure("ROC AUC", area.ToString("F4", CultureInfo.InvariantCulture)) : "";
        var several = report.PerClass.Count > ClassificationReport.Several ? Figure("top 5", Percent(report.TopSeveral)) : "";
        Add($"<div class=\"figures\">{Figure("accuracy", Percent(report.Accuracy))}{several}{Figure("macro F1", Percent(report.MacroAverage.F1))}{auc}"
            + $"{Figure("calibration error", report.CalibrationError.ToString("F4", CultureInfo.InvariantCulture))}"
            + $"{(losses.Shown is { } sum ? Figure(losses.What, sum) : "")}"
            + $"{Figure("images", report.Confusion.Total.ToString(CultureInfo.InvariantCulture))}</div>\n");
    }

    private void AddConfusion()
    {
        if (report.PerClass.Count <= MostClassesDrawn || ManyClasses.Are(report.PerClass.Count))
        {
            AddHeaded("Confusion matrix", $"<div class=\"wide\">{ConfusionDrawing.Of(report.Confusion).ToSvg("Confusion matrix")}</div>");
        }

        var mistakes = report.Confusion.Mistakes().Take(10).Select(pair => string.Create(
            CultureInfo.InvariantCulture,
            $"{report.PerClass[pair.Actual].Name} taken for {report.PerClass[pair.Predicted].Name}: "
            + $"{report.Confusion[pair.Actual, pair.Predicted]} of {report.Confusion.Support(pair.Actual)}")).ToArray();
        AddHeaded("Mistaken most often", mistakes.Length == 0 ? "<p>Nothing was.</p>" : List(mistakes));
    }

    private void AddClasses()
    {
        static string Row(ClassFigures figures, string cell) => string.Create(
            CultureInfo.InvariantCulture,
            $"<tr><{cell}>{Text(figures.Name)}</{cell}><td>{figures.Precision:F4}</td><td>{figures.Recall:F4}</td>"
            + $"<td>{figures.F1:F4}</td><td>{figures.Support}</td></tr>\n");
        var (all, some) = (report.PerClass.Count, report.ShownClasses.Count);
        var shown = some == all ? "" : $"<p class=\"faint\">{ClassificationReport.LowestOf(some, all)}; artifacts/per_class.csv has all.</p>";
        var over = report.MacroClasses == report.PerClass.Count ? "" : string.Create(
            CultureInfo.InvariantCulture,
            $"<p class=\"faint\">The macro average is over {report.MacroClasses} of the {report.PerClass.Count} classes: "
            + $"those that have an image or are predicted.</p>");
        AddHeaded("Classes", "<div class=\"wide\"><table class=\"numbers\"><tr><th>class</th><th>precision</th><th>recall</th><th>F1</th><th>images</th>"
            + $"</tr>\n{string.Concat(report.ShownClasses.Select(figures => Row(figures, "td")))}{Row(report.MacroAverage, "th")}"
            + $"{Row(report.WeightedAverage, "th")}</table></div>{shown}{over}");
    }

    private void AddSamples()
    {
        var html = new StringBuilder("<div class=\"samples\">\n");
        foreach (var sample in samples)
        {
            var prediction = sample.Prediction;
            var (actual, predicted, name) =
                (report.PerClass[prediction.Sample.Class].Name, prediction.NameIn(report.Confusion.Classes), prediction.Sample.Source.Name);
            var picture = sample.Picture is { } image
                ? $"<img src=\"data:image/png;base64,{Convert.ToBase64String(ImagePng.Encode(image))}\" width=\"{image.Width}\" height=\"{image.Height}\" "
                    + $"alt=\"{Text(name)}\">"
                : "<p>can't be read</p>";
            html.Append(CultureInfo.InvariantCulture, $"<figure>{picture}<figcaption><span class=\"{(prediction.IsCorrect ? "right" : "wrong")}\">"
                + $"{Text(actual)} → {Text(predicted)}</span><br>{prediction.Confidence * 100:F1} %<br><span "
                + $"class=\"faint\">{Text(name)}</span></figcaption></figure>\n");
        }

        AddHeaded("Worst mistakes, then the least sure", html.Append("</div>").ToString());
    }

    private void AddLocks()
    {
        var rows = new StringBuilder(Row("lock ID", record.LockId));
        foreach (var box in locks.All)
        {
            rows.Append(Row(box.Name, CanonicalJson.DigestOf(box.Relevant)));
        }

        rows.Append(Row("the code", new RecordedCode(locks.Code).Told));
        if (record.ResultId is { } result)
        {
            rows.Append(Row("result ID", result));
        }

        if (record.Parent is { } parent)
        {
            rows.Append(Row("rerun of", parent));
        }

        AddHeaded("What was locked", $"<table class=\"ids\">{rows}</table>\n<p class=\"faint\">Of each box the SHA-256 of what can change a result, "
            + "as canonical JSON; equal lock IDs promise equal result IDs.</p>");

        static string Row(string name, string value) => $"<tr><th>{name}</th><td><code>{Text(value)}</code></td></tr>\n";
    }

    private void AddHeaded(string heading, string content) => Add($"<h2>{heading}</h2>\n{content}\n");

    private void Add(string text) => page.Append(text);

    private static string List(IReadOnlyList<string> items) =>
        items.Count == 0 ? "" : $"<ul>{string.Concat(items.Select(item => $"<li>{Text(item)}</li>"))}</ul>\n";

    private static string Figure(string name, string value) => $"<div><b>{value}</b><span>{name}</span></div>";

    private static string Percent(double value) => string.Create(CultureInfo.InvariantCulture, $"{value * 100:F2} %");

    private static string Text(string text) => Sketch.Escape(text);

    private static string Lines(string text) => string.Join('\n', text.Split('\n').Select(Text));

    /// <summary>Of all pages.</summary>
    internal const string Style = """
        :root { color-scheme: light dark; --paper: #fff; --ink: #1c2026; --faint: #656d78; --grid: #dee2e7; --first: #2463be; --second: #c85014;
          --third: #1e825a; --soft: #f4f6f8; }
        @media (prefers-color-scheme: dark) { :root { --paper: #15181c; --ink: #e4e8ee; --faint: #9aa4b0; --grid: #343b44; --first: #6ea8ff;
          --second: #ff9a5c; --third: #5ccb9a; --soft: #1e2329; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
        main { max-width: 72rem; margin: 0 auto; padding: 1rem; }
        h1 { font-size: 1.5rem; overflow-wrap: anywhere; margin: .5rem 0; }
        h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
        .faint { color: var(--faint); }
        .verdict { border-left: 4px solid; padding: .25rem .75rem; background: var(--soft); }
        .yes { border-color: var(--third); } .no { border-color: var(--second); }
        .figures { display: flex; flex-wrap: wrap; gap: .75rem; }
        .figures div { background: var(--soft); border-radius: .5rem; padding: .6rem .9rem; }
        .figures b { display: block; font-size: 1.35rem; } .figures span { color: var(--faint); font-size: .85rem; }
        .wide { overflow-x: auto; }
        svg { max-width: 100%; height: auto; } @media (max-width: 40rem) { svg { min-width: 40rem; } }
        table { border-collapse: collapse; } th, td { text-align: left; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid var(--grid);
          font-variant-numeric: tabular-nums; }
        .numbers td:nth-child(n+2), .numbers th:nth-child(n+2) { text-align: right; } .numbers td:first-child { overflow-wrap: anywhere; }
        @media (max-width: 40rem) { .numbers { font-size: .85rem; } .numbers th, .numbers td { padding-right: .5rem; } }
        code, pre { font: .85rem/1.45 ui-monospace, Menlo, Consolas, monospace; } .ids code { overflow-wrap: anywhere; }
        pre { background: var(--soft); padding: .75rem; border-radius: .5rem; overflow-x: auto; }
        .samples { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); gap: .75rem; }
        figure { margin: 0; background: var(--soft); border-radius: .5rem; padding: .5rem; overflow-wrap: anywhere; font-size: .85rem; line-height: 1.35; }
        figure img { display: block; margin: 0 auto .4rem; image-rendering: pixelated; max-width: 100%; height: auto; }
        .wrong { color: var(--second); font-weight: 600; } .right { color: var(--third); font-weight: 600; }
        """;
}
