using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Vision.Loading;

namespace Lockstep.Vision.Evaluation;

/// <summary>What of a run's model is in no checkpoint: the size of its images, its classes, and how its numbers become scores.</summary>
/// <param name="Scores">As <see cref="ClassScores.KindFor"/> names it.</param>
internal sealed record ModelCard(string Model, ImageSize Input, string Scores, IReadOnlyList<string> Classes)
{
    /// <summary>The artifact's name in a run's folder.</summary>
    public const string FileName = "model.json";

    public string ToJson() => new JsonObject
    {
        ["model"] = Model,
        ["input"] = new JsonObject { ["height"] = Input.Height, ["width"] = Input.Width },
        ["scores"] = Scores,
        ["classes"] = new JsonArray([.. Classes.Select(name => JsonValue.Create(name))]),
    }.ToJsonString() + "\n";

    /// <summary>The size alone, or null where the text does not say it.</summary>
    public static ImageSize? SizeIn(string json)
    {
        try
        {
            return JsonNode.Parse(json)?["input"] is JsonObject input
                && input["height"]?.GetValue<int>() is { } height and >= 1 && input["width"]?.GetValue<int>() is { } width and >= 1
                ? new ImageSize(height, width)
                : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            return null;
        }
    }
}
