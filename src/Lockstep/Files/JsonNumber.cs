using System.Globalization;
using System.Text.Json.Nodes;

namespace Lockstep.Files;

/// <summary>
/// A computed number in JSON. JSON has none that is not finite: such a one is the text <c>NaN</c>, <c>Infinity</c> or <c>-Infinity</c>, as
/// <see cref="System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals"/> reads and writes it.
/// </summary>
public static class JsonNumber
{
    /// <summary>A number that is finite, else a text: <c>NaN</c>, <c>Infinity</c>, <c>-Infinity</c>.</summary>
    public static JsonNode Of(double value) => TextOf(value) is { } text ? JsonValue.Create(text) : Plain(value);

    /// <summary>With the digits of a 32-bit float.</summary>
    public static JsonNode Of(float value) => TextOf(value) is { } text ? JsonValue.Create(text) : Plain(value);

    /// <returns>Null for what is absent.</returns>
    public static JsonNode? Of(double? value) => value is { } number ? Of(number) : null;

    private static string? TextOf(double value) => double.IsFinite(value) ? null : value.ToString(CultureInfo.InvariantCulture);

#pragma warning disable RS0030 // here alone, where it is known to be finite
    private static JsonValue Plain(double value) => JsonValue.Create(value);

    private static JsonValue Plain(float value) => JsonValue.Create(value);
#pragma warning restore RS0030
}
