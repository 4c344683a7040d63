using System.Text.Json.Nodes;
using Lockstep.Vision.Augmentation.Check;

namespace Lockstep.Vision.Answers;

/// <summary>Whether the same seed gives the same images, as <c>augment check --json</c> gives it.</summary>
public static class AugmentationCheckAnswer
{
    /// <summary>All findings, none left out.</summary>
    public static JsonObject Of(AugmentationReport report) => new()
    {
        ["status"] = report.Passed ? "passed" : "failed",
        ["augmentations"] = new JsonArray([.. report.Augmentations.Select(name => JsonValue.Create(name))]),
        ["images"] = report.Images,
        ["workers"] = new JsonArray([.. report.Workers.Select(number => JsonValue.Create(number))]),
        ["findings"] = new JsonArray([
            .. report.Findings.Select(
                finding => new JsonObject { ["augmentation"] = finding.Augmentation, ["sample"] = finding.Sample, ["what"] = finding.What })
        ]),
    };
}
