using System.Text.Json.Nodes;
using Lockstep.Syntax;

namespace Lockstep.Schema;

/// <summary>The value of a key that nobody wrote.</summary>
/// <param name="Text">For the reference.</param>
/// <param name="Constant">For the JSON Schema; absent where the value depends on something else.</param>
internal sealed record Default(string Text, Func<Resolution, JsonNode?>? Value, JsonNode? Constant, bool OfItsKeys)
{
    /// <summary>No default: the key must be written.</summary>
    public static Default None { get; } = new("required", null, null, false);

    /// <summary>A section or choice left out counts as an empty one.</summary>
    public static Default Inside { get; } = new("that of its keys", null, null, true);

    public static Default Null { get; } = new("null", _ => null, null, false);

    public static Default Of(JsonNode value) => new(YamlText.Flow(value), _ => value.DeepClone(), value, false);

    public static Default From(string text, Func<Resolution, JsonNode?> value) => new(text, value, null, false);
}
