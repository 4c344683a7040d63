using System.Text.Json.Nodes;
using Lockstep.Files;
using Lockstep.Vision.Evaluation;
using Lockstep.Vision.Work;

namespace Lockstep.Vision.Answers;

/// <summary>What a model sees in an image, as <c>--json</c> gives it.</summary>
public static class PredictionAnswer
{
    /// <summary>All of them.</summary>
    /// <param name="predictions">Of each image, as <see cref="Of(TrainedRun, PredictedImage)"/> gives it.</param>
    public static JsonObject Of(TrainedRun run, string checkpoint, JsonArray predictions) => new()
    {
        ["run"] = run.Record.Name,
        ["checkpoint"] = checkpoint,
        ["predictions"] = predictions,
    };

    /// <summary>One image: its classes with the highest scores, or why there are none.</summary>
    public static JsonObject Of(TrainedRun run, PredictedImage image) => image.Problem is { } problem
        ? new JsonObject { ["path"] = image.Path, ["error"] = problem }
        : new JsonObject
        {
            ["path"] = image.Path,
            ["top"] = new JsonArray([.. image.Top.Select(one => new JsonObject { ["class"] = run.Classes[one.Class], ["score"] = JsonNumber.Of(one.Score) })]),
        };
}
