using System.Text.Json.Nodes;
using Lockstep.Compare;
using Lockstep.Files;
using Lockstep.Vision.Benchmarks;
using Lockstep.Vision.Work;

namespace Lockstep.Vision.Answers;

/// <summary>How fast a recipe trains, as <c>bench --json</c> gives it.</summary>
public static class BenchAnswer
{
    /// <param name="path">The recipe's file, as it was named.</param>
    public static JsonObject Of(string path, BenchedRecipe benched, IReadOnlyList<BenchRow> rows) => new()
    {
        ["recipe"] = path,
        ["imagesPerStep"] = benched.Recipe.Train.BatchSize * benched.Recipe.Train.Accumulate,
        ["threads"] = benched.Recipe.Threads,
        ["workers"] = benched.Recipe.Loader.Workers,
        ["ledger"] = benched.Recipe.Ledger,
        ["rounds"] = benched.Rounds,
        ["models"] = new JsonArray([.. rows.Select(Of)]),
    };

    private static JsonObject Of(BenchRow row) => row.Report is { } report
        ? new JsonObject
        {
            ["model"] = row.Model,
            ["height"] = report.Input.Height,
            ["width"] = report.Input.Width,
            ["steps"] = report.Steps,
            ["strict"] = Of(report.Strict),
            ["fast"] = Of(report.Fast),
            ["ratio"] = Of(report.Ratio),
        }
        : new JsonObject { ["model"] = row.Model, ["problem"] = row.Problem };

    private static JsonObject Of(ModeReport mode) => new()
    {
        ["imagesPerSecond"] = Of(mode.ImagesPerSecond),
        ["millisecondsPerStep"] = Of(mode.MillisecondsPerStep),
        ["shares"] = new JsonObject(mode.Shares.Select(part => KeyValuePair.Create(part.Name, (JsonNode?)JsonNumber.Of(part.Share)))),
    };

    private static JsonObject Of(Spread spread) =>
        new() { ["median"] = JsonNumber.Of(spread.Median), ["lowest"] = JsonNumber.Of(spread.Min), ["highest"] = JsonNumber.Of(spread.Max) };
}
