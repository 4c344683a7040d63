using System.Text.Json.Nodes;
using Lockstep.Answers;
using Lockstep.Compare;
using Lockstep.Ledgers;
using Lockstep.Vision.Work;

namespace Lockstep.Vision.Answers;

/// <summary>What a bisection found, as <c>--json</c> gives it.</summary>
public static class BisectionAnswer
{
    /// <summary><c>blame</c> is null where the replays don't differ.</summary>
    public static JsonObject Of(BisectionReport report) => report.Sides is not [var a, var b]
        ? new JsonObject { ["differ"] = report.Blame is not null, ["steps"] = report.Steps, ["blame"] = RunDiffAnswer.Of(report.Blame) }
        : new JsonObject
        {
            ["differ"] = report.Comparison.Divergence is not null,
            ["steps"] = report.Steps,
            ["from"] = new JsonObject { ["step"] = report.Start?.Step ?? 0, ["checkpoint"] = report.Start?.Checkpoint },
            ["a"] = ToJson(a),
            ["b"] = report.IsOfOneRun ? null : ToJson(b),
            ["divergence"] = ToJson(report.Comparison.Divergence),
            ["blame"] = RunDiffAnswer.Of(report.Blame),
        };

    private static JsonObject ToJson(BisectedRun side) => new()
    {
        ["run"] = side.Run.Name,
        ["asRecorded"] = side.HasLedger ? side.Own is null : null,
        ["notMet"] = new JsonArray([.. side.NotMet.Select(difference => JsonValue.Create(difference.ToString()))]),
    };

    private static JsonObject? ToJson(FirstDivergence? divergence) => divergence is null ? null : new JsonObject
    {
        ["step"] = divergence.Step,
        ["epoch"] = divergence.Epoch,
        ["phase"] = Blame.Word(divergence.Phase),
        ["layer"] = divergence.Layer,
    };
}
