using System.Text.Json.Nodes;
using Lockstep.Text;

namespace Lockstep.Schema;

/// <summary>A condition across the keys of one mapping, each of which is within its own range.</summary>
/// <param name="Key">The key to blame.</param>
/// <param name="JsonSchema">The same condition for editors, by <c>if</c> and <c>then</c>.</param>
public sealed record Rule(string Key, Func<JsonObject, bool> Holds, string Message, Func<JsonObject> JsonSchema)
{
    /// <summary>Names each rule that the values of a mapping break, at the key to blame.</summary>
    /// <param name="path">The mapping's; empty for the whole recipe.</param>
    /// <param name="place">Where the mapping begins.</param>
    internal static void ReportBroken(IReadOnlyList<Rule> rules, JsonObject values, string path, Place place, Resolution resolution)
    {
        foreach (var broken in rules.Where(rule => !rule.Holds(values)))
        {
            var key = SectionShape.Join(path, broken.Key);
            resolution.Problems.Add(resolution.Places.GetValueOrDefault(key, place), $"{key}: {broken.Message}");
        }
    }

    /// <summary>Adds the rules to the JSON Schema of the mapping that they are about.</summary>
    internal static void AddTo(JsonObject schema, IReadOnlyList<Rule> rules)
    {
        if (rules.Count > 0)
        {
            schema["allOf"] = new JsonArray([.. rules.Select(rule => rule.JsonSchema())]);
        }
    }
}
