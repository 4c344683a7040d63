using System.Text.Json.Nodes;
using Lockstep.Files;
using Lockstep.Syntax;

namespace Lockstep.Schema;

/// <summary>The value of a key that nobody wrote.</summary>
public sealed class DefaultValue
{
    private DefaultValue(string text, Func<Resolution, JsonNode?>? value, JsonNode? constant = null, bool ofItsKeys = false) =>
        (Text, Value, Constant, OfItsKeys) = (text, value, constant, ofItsKeys);

    /// <summary>No default: the key must be written.</summary>
    public static DefaultValue None { get; } = new("required", null);

    /// <summary>A section or choice left out counts as an empty one.</summary>
    public static DefaultValue Inside { get; } = new("that of its keys", null, ofItsKeys: true);

    /// <summary>Off, or none.</summary>
    public static DefaultValue Null { get; } = new("null", _ => null);

    /// <summary>For the reference.</summary>
    internal string Text { get; }

    internal Func<Resolution, JsonNode?>? Value { get; }

    /// <summary>For the JSON Schema; absent where the value depends on something else.</summary>
    internal JsonNode? Constant { get; }

    internal bool OfItsKeys { get; }

    /// <summary>A constant.</summary>
    public static DefaultValue Of(JsonNode value) => new(YamlText.Flow(value), _ => value.DeepClone(), value);

    /// <inheritdoc cref="Of(JsonNode)"/>
    public static DefaultValue Of(long value) => Of((JsonNode)value);

    /// <inheritdoc cref="Of(JsonNode)"/>
    /// <param name="value">Finite.</param>
    public static DefaultValue Of(double value) => Of(JsonNumber.Of(value));

    /// <summary>A list of numbers.</summary>
    /// <param name="first">Finite, as the others.</param>
    /// <param name="more">At least one, so that a single number is none.</param>
    public static DefaultValue Of(double first, params ReadOnlySpan<double> more)
    {
        var values = new JsonArray(JsonNumber.Of(first));
        foreach (var value in more)
        {
            values.Add(JsonNumber.Of(value));
        }

        return Of(values);
    }

    internal static DefaultValue From(string text, Func<Resolution, JsonNode?> value) => new(text, value);
}
