using System.Text.Json.Nodes;
using Lockstep.Compare;
using Lockstep.Files;
using Lockstep.Runs;

namespace Lockstep.Answers;

/// <summary>Many reruns of one run, as <c>--json</c> gives them.</summary>
public static class RerunSeriesAnswer
{
    /// <param name="seeds">Whether each took another seed; then there is no verdict.</param>
    /// <param name="records">The first one is of the run that was rerun.</param>
    /// <param name="results">How many different result IDs there are.</param>
    /// <param name="dirty">Of each run, as its Code lock says; null outside git.</param>
    /// <param name="verdict">The first that is not identical; null for none.</param>
    public static JsonObject Of(
        string parent, int times, bool seeds, IReadOnlyList<RunRecord> records, IReadOnlyList<bool?> dirty, IReadOnlyList<Spread> spreads, int results,
        string? kind, Verdict? verdict) =>
            new()
            {
                ["parent"] = parent,
                ["times"] = times,
                ["seeds"] = seeds,
                ["runs"] = new JsonArray([.. records.Select((record, at) => Of(record, dirty[at]))]),
                ["distinctResults"] = results,
                ["metrics"] = new JsonObject(spreads.Select(spread => KeyValuePair.Create(spread.Name, (JsonNode?)new JsonObject
                {
                    ["min"] = JsonNumber.Of(spread.Min),
                    ["median"] = JsonNumber.Of(spread.Median),
                    ["max"] = JsonNumber.Of(spread.Max),
                    ["standardDeviation"] = JsonNumber.Of(spread.StandardDeviation),
                }))),
                ["verdict"] = kind,
                ["reasons"] = JsonTexts.Of(verdict?.Reasons ?? []),
            };

    private static JsonObject Of(RunRecord record, bool? dirty)
    {
        var run = new JsonObject { ["run"] = record.Name, ["resultId"] = record.ResultId };
        if (dirty is { } told)
        {
            run["dirty"] = told;
        }

        return run;
    }
}
