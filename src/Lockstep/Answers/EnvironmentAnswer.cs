using System.Text.Json.Nodes;
using Lockstep.Locks;

namespace Lockstep.Answers;

/// <summary>What <c>--json</c> gives of Environment locks.</summary>
public static class EnvironmentAnswer
{
    /// <param name="name">The run, the file, or this machine.</param>
    /// <param name="kind">Of the runs that it is for.</param>
    public static JsonObject Of(string name, string kind, IEnumerable<EnvironmentField> fields) => new()
    {
        ["name"] = name,
        ["kind"] = kind,
        ["fields"] = new JsonArray([.. fields.Select(Of)]),
    };

    /// <param name="a">What the first is called, and <paramref name="b"/> the second.</param>
    public static JsonObject Of(string a, string b, string kind, EnvironmentDifferences differences) => new()
    {
        ["a"] = a,
        ["b"] = b,
        ["kind"] = kind,
        ["equal"] = differences.ChangeResults.Count == 0,
        ["differences"] = new JsonArray([.. differences.ChangeResults.Select(one => Of(one, changesResults: true))]),
        ["informative"] = new JsonArray([.. differences.Informative.Select(one => Of(one, changesResults: false))]),
    };

    /// <summary>A lock that <c>env lock</c> wrote.</summary>
    /// <param name="file">Where to, in full.</param>
    /// <param name="undigested">The packages of which no digest is known.</param>
    public static JsonObject Of(string file, string kind, BoxLock environment, IEnumerable<string> undigested) => new()
    {
        ["file"] = file,
        ["kind"] = kind,
        ["fields"] = EnvironmentField.Of(environment).Count(field => field.ChangesResults),
        ["undigested"] = JsonTexts.Of(undigested),
    };

    private static JsonObject Of(EnvironmentField field) => new JsonObject
    {
        ["key"] = field.Key,
        ["value"] = field.Value?.DeepClone(),
        ["changesResults"] = field.ChangesResults,
        ["canChange"] = field.CanChange,
        ["reason"] = field.Reason,
    };

    private static JsonObject Of(LockDifference difference, bool changesResults) => new JsonObject
    {
        ["key"] = difference.Key,
        ["a"] = difference.Recorded is { } recorded ? JsonNode.Parse(recorded) : null,
        ["b"] = difference.Found is { } found ? JsonNode.Parse(found) : null,
        ["canChange"] = changesResults ? difference.CanChange : null,
    };
}
