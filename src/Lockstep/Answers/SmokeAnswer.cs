using System.Text.Json.Nodes;
using Lockstep.Files;
using Lockstep.Smoke;
using Lockstep.Text;

namespace Lockstep.Answers;

/// <summary>What a smoke test saw, as <c>--json</c> gives it.</summary>
public static class SmokeAnswer
{
    /// <summary>Losses that are not finite are texts.</summary>
    public static JsonObject Of(SmokeReport report)
    {
        var figures = report.Figures;
        var metrics = new JsonObject { ["steps"] = report.First.Losses.Count };
        Add(metrics, "images", report.Size.Images);
        Add(metrics, "batchSize", report.Size.BatchSize);
        metrics["window"] = figures.Window;
        metrics["startLoss"] = JsonNumber.Of(figures.Start);
        metrics["endLoss"] = JsonNumber.Of(figures.End);
        metrics["drop"] = JsonNumber.Of(figures.Drop);
        foreach (var (name, value) in report.HeldOut)
        {
            metrics[name] = JsonNumber.Of(value);
        }

        var answer = new JsonObject
        {
            ["status"] = report.Passed ? "passed" : "failed",
            ["lockId"] = report.Locks.LockId,
            ["verdict"] = report.Identical ? "identical" : "diverged",
            ["metrics"] = metrics,
            ["reasons"] = JsonTexts.Of(report.Reasons),
            ["checks"] = new JsonArray([.. report.Checks.Select(check => (JsonNode)new JsonObject
            {
                ["name"] = check.Name,
                ["outcome"] = EnumWord.Of(check.Outcome),
                ["text"] = check.Text,
            })]),
            ["invariants"] = InvariantAnswer.Of(report.Invariants),
        };
        if (report.IsDirty is { } dirty)
        {
            answer["dirty"] = dirty;
        }

        if (report.Subset is { } subset)
        {
            answer["subset"] = new JsonObject
            {
                ["seed"] = subset.Seed,
                ["train"] = Texts(subset.Train),
                ["heldOut"] = Texts(subset.HeldOut),
            };
        }

        return answer;
    }

    private static void Add(JsonObject metrics, string name, int? value)
    {
        if (value is { } number)
        {
            metrics[name] = number;
        }
    }

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);
}
