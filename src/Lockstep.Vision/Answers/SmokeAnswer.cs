using System.Text.Json.Nodes;
using Lockstep.Files;
using Lockstep.Vision.Runs;

namespace Lockstep.Vision.Answers;

/// <summary>What a smoke test saw, as <c>--json</c> gives it.</summary>
public static class SmokeAnswer
{
    /// <summary>Losses that are not finite are texts.</summary>
    public static JsonObject Of(string lockId, SmokeReport report) => new()
    {
        ["status"] = report.Passed ? "passed" : "failed",
        ["lockId"] = lockId,
        ["verdict"] = report.Identical ? "identical" : "diverged",
        ["metrics"] = new JsonObject
        {
            ["steps"] = report.Steps,
            ["images"] = report.Images,
            ["batchSize"] = report.BatchSize,
            ["startLoss"] = JsonNumber.Of(report.StartLoss),
            ["endLoss"] = JsonNumber.Of(report.EndLoss),
            ["drop"] = JsonNumber.Of(report.Drop),
        },
        ["reasons"] = new JsonArray([.. report.Reasons.Select(reason => JsonValue.Create(reason))]),
    };
}
