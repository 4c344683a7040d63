using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Files;
using Lockstep.Text;

namespace Lockstep.Locks;

/// <summary>The recorded state of one box.</summary>
/// <param name="Box">Which.</param>
/// <param name="Relevant">What can change a result; part of the lock ID.</param>
/// <param name="Informative">What is good to know and can't; never part of it: paths, host, times, the branch's name.</param>
public sealed record BoxLock(Box Box, JsonObject Relevant, JsonObject Informative)
{
    private static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary><c>code</c>, <c>data</c>, <c>environment</c> or <c>randomness</c>.</summary>
    public string Name => EnumWord.Of(Box);

    /// <summary>What is held against another lock of the same box.</summary>
    internal JsonObject Comparable => Box == Box.Environment ? Arithmetic.Comparable(Relevant) : Relevant;

    /// <summary>A copy with one more thing that can change a result.</summary>
    internal BoxLock With(string key, JsonNode? value) => this with { Relevant = Added(Relevant, key, value) };

    /// <summary>A copy with one more thing that is good to know.</summary>
    public BoxLock Noting(string key, JsonNode? value) => this with { Informative = Added(Informative, key, value) };

    private static JsonObject Added(JsonObject members, string key, JsonNode? value)
    {
        var copy = (JsonObject)members.DeepClone();
        copy[key] = value;
        return copy;
    }

    /// <summary>As the file in <c>locks</c> holds it: both parts, indented.</summary>
    public string ToJson() => new JsonObject
    {
        ["box"] = Name,
        ["relevant"] = Relevant.DeepClone(),
        ["informative"] = Informative.DeepClone(),
    }.ToJsonString(Indented) + "\n";

    /// <exception cref="LockstepException">Not a lock of that box.</exception>
    public static BoxLock Parse(Box box, string json, string where)
    {
        try
        {
            if (JsonNode.Parse(json) is JsonObject root
                && root["box"]?.GetValue<string>() is { } name && Enum.TryParse<Box>(name, ignoreCase: true, out var stated) && stated == box
                && root["relevant"] is JsonObject relevant
                && root["informative"] is JsonObject informative)
            {
                return new BoxLock(box, (JsonObject)relevant.DeepClone(), (JsonObject)informative.DeepClone());
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new LockstepException($"{where}: not a lock file: {JsonProblem.Of(exception, json)}.", exception);
        }

        throw new LockstepException($"{where}: not the lock of the {box} box; expected the members 'box', 'relevant' and 'informative'.");
    }
}
