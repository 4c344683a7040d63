using System.Text.Json.Nodes;

namespace Lockstep.Recipes.Schema;

/// <summary>A condition across the keys of one mapping, each of which is within its own range.</summary>
/// <param name="Key">The key to blame.</param>
/// <param name="JsonSchema">The same condition for editors, by <c>if</c> and <c>then</c>.</param>
internal sealed record Rule(string Key, Func<JsonObject, bool> Holds, string Message, Func<JsonObject> JsonSchema);
