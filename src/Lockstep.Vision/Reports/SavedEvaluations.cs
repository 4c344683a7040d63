using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Runs;
using Lockstep.Samples.Formats;
using Lockstep.Vision.Drawing;
using Lockstep.Vision.Evaluation;

namespace Lockstep.Vision.Reports;

/// <summary>
/// What <c>evaluate --save</c> leaves in a finished run: an artifact a part, and its figures in the report. No part of
/// the result ID, and nothing is chosen by it.
/// </summary>
public static class SavedEvaluations
{
    private const string Report = "report.html";
    private const string Begin = "<section id=\"evaluations\">";
    private const string End = "</section>";

    /// <summary>The artifact's name.</summary>
    public static string NameOf(Split split) => $"{split.Word()}.json";

    /// <summary>Adds the artifact to the run, and the report renewed.</summary>
    /// <param name="answer">As <c>evaluate --json</c> prints it.</param>
    /// <returns>The artifact's path from the run's folder.</returns>
    /// <exception cref="LockstepException">The run is being trained.</exception>
    public static string Save(RunFolder folder, Split split, JsonObject answer)
    {
        folder.RefuseSealedAround();
        using var hold = folder.AcquireLock();
        var saved = answer.ToJsonString(RunArtifacts.Indented) + "\n";
        var files = new Dictionary<string, string>(StringComparer.Ordinal) { [PathOf(NameOf(split))] = saved };
        if (folder.TryReadArtifact(Report) is { } page)
        {
            files[PathOf(Report)] = Renewed(page, SectionOf(other => other == split ? saved : folder.TryReadArtifact(NameOf(other))));
        }

        folder.Add(files);
        return PathOf(NameOf(split));
    }

    /// <summary>The part of the report that shows them; it is there, empty, where none is saved.</summary>
    internal static string SectionOf(RunFolder folder) => SectionOf(split => folder.TryReadArtifact(NameOf(split)));

    private static string SectionOf(Func<Split, string?> artifactOf)
    {
        var html = new StringBuilder(Begin);
        foreach (var split in Enum.GetValues<Split>())
        {
            if (artifactOf(split) is { } json && TryParse(json) is { } saved)
            {
                Append(html, split, saved);
            }
        }

        return html.Append(End).Append('\n').ToString();
    }

    private static string PathOf(string artifact) => $"artifacts/{artifact}";

    /// <summary>The page with that section in the place of its own; a page of an older Lockstep has none yet.</summary>
    private static string Renewed(string page, string section)
    {
        var begin = page.IndexOf(Begin, StringComparison.Ordinal);
        var end = begin < 0 ? -1 : page.IndexOf(End, begin, StringComparison.Ordinal);
        var place = end < 0 ? page.LastIndexOf("</main>", StringComparison.Ordinal) : begin;
        return place < 0 ? page : page[..place] + section + (end < 0 ? page[place..] : page[(end + End.Length)..].TrimStart('\n'));
    }

    private static JsonNode? TryParse(string json)
    {
        try
        {
            return JsonNode.Parse(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void Append(StringBuilder html, Split split, JsonNode saved)
    {
        try
        {
            var rows = new StringBuilder();
            JsonNode?[] all = [.. saved["perClass"]?.AsArray() ?? []];
            static double Of(JsonNode? figures, string name) => figures?[name]?.GetValue<double>() ?? 0;
            var shown = ClassificationReport.Shown(all, figures => Of(figures, "f1"), figures => Of(figures, "support"));
            foreach (var figures in shown)
            {
                rows.Append(Row(figures?["class"]?.GetValue<string>() ?? "", "td", figures));
            }

            var rest = shown.Count == all.Length
                ? ""
                : $"<p class=\"faint\">{ClassificationReport.LowestOf(shown.Count, all.Length)}; artifacts/{NameOf(split)} has all.</p>";

            html.Append(CultureInfo.InvariantCulture, $"""

                <h2>{Name(split)} split</h2>
                <p class="faint">Images: {Number(saved["samples"], "F0")}. Of the {Sketch.Escape(saved["checkpoint"]?.GetValue<string>() ?? "")} checkpoint,
                saved by 'lockstep evaluate'. No part of the result ID; nothing was chosen by it.</p>
                <div class="figures"><div><b>{Number(saved["accuracy"], "P2")}</b><span>accuracy</span></div>
                <div><b>{Number(saved["macroAverage"]?["f1"], "P2")}</b><span>macro F1</span></div>
                <div><b>{Number(saved["loss"], "F4")}</b><span>loss</span></div>
                <div><b>{Number(saved["calibrationError"], "F4")}</b><span>calibration error</span></div></div>
                <div class="wide"><table class="numbers"><tr><th>class</th><th>precision</th><th>recall</th><th>F1</th><th>images</th></tr>
                {rows}{Row("macro average", "th", saved["macroAverage"])}{Row("weighted average", "th", saved["weightedAverage"])}</table></div>{rest}

                """);
        }
        catch (Exception exception) when (exception is InvalidOperationException or FormatException)
        {
            // Somebody wrote another file of that name.
        }
    }

    private static string Name(Split split) => split switch { Split.Train => "Training", Split.Val => "Validation", _ => "Test" };

    private static string Row(string name, string cell, JsonNode? figures) =>
        $"<tr><{cell}>{Sketch.Escape(name)}</{cell}><td>{Number(figures?["precision"], "F4")}</td><td>{Number(figures?["recall"], "F4")}</td><td>"
        + $"{Number(figures?["f1"], "F4")}</td><td>{Number(figures?["support"], "F0")}</td></tr>\n";

    /// <summary>A number, or the word that stands in the place of one that is not finite.</summary>
    private static string Number(JsonNode? value, string format) => value switch
    {
        null => "–",
        _ when value.GetValueKind() == JsonValueKind.String => Sketch.Escape(value.GetValue<string>()),
        _ => value.GetValue<double>().ToString(format, CultureInfo.InvariantCulture),
    };
}
