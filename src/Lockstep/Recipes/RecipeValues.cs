using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Lockstep.Recipes;

/// <summary>What a resolved recipe says of keys that were registered, Lockstep's own or a program's: each has a value, and within its range.</summary>
[JsonConverter(typeof(Converter))]
public sealed class RecipeValues(JsonObject values)
{
    /// <summary>Of nothing that was declared.</summary>
    public static RecipeValues None { get; } = new([]);

    /// <exception cref="ArgumentException">No such key was declared.</exception>
    public double Number(string key) => NumberOf(Of(key));

    /// <inheritdoc cref="Number"/>
    public int WholeNumber(string key) => WholeNumberOf(Of(key));

    /// <inheritdoc cref="Number"/>
    public bool Flag(string key) => Of(key).GetValue<bool>();

    /// <inheritdoc cref="Number"/>
    public string Word(string key) => Of(key).GetValue<string>();

    /// <inheritdoc cref="Number"/>
    public double[] Numbers(string key) => [.. Of(key).AsArray().Select(item => NumberOf(item!))]; // a list holds values

    /// <inheritdoc cref="Number"/>
    public int[] WholeNumbers(string key) => WholeNumbersOrNull(key) ?? throw Undeclared(key);

    /// <inheritdoc cref="Number"/>
    /// <returns>Null where the recipe says so.</returns>
    public double? NumberOrNull(string key) => Find(key) is { } value ? NumberOf(value) : null;

    /// <inheritdoc cref="NumberOrNull"/>
    public int? WholeNumberOrNull(string key) => Find(key) is { } value ? WholeNumberOf(value) : null;

    /// <inheritdoc cref="NumberOrNull"/>
    public int[]? WholeNumbersOrNull(string key) => Find(key) is { } list ? [.. list.AsArray().Select(item => WholeNumberOf(item!))] : null; // likewise

    /// <summary>The keys inside one.</summary>
    /// <inheritdoc cref="NumberOrNull"/>
    public RecipeValues? Section(string key) => Find(key) is { } section ? new RecipeValues(section.AsObject()) : null;

    private JsonNode Of(string key) => Find(key) ?? throw Undeclared(key);

    private JsonNode? Find(string key) => values.TryGetPropertyValue(key, out var value) ? value : throw Undeclared(key);

    private ArgumentException Undeclared(string key) =>
        new($"No key '{key}' was declared. Declared: {string.Join(", ", values.Select(value => value.Key))}.", nameof(key));

    // A default may hold another type of number than what was written.
    private static double NumberOf(JsonNode value) => double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture);

    private static int WholeNumberOf(JsonNode value) => int.Parse(value.ToJsonString(), CultureInfo.InvariantCulture);

    internal sealed class Converter : JsonConverter<RecipeValues>
    {
        public override RecipeValues Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new((JsonObject)JsonNode.Parse(ref reader)!); // a section's values are a mapping

        public override void Write(Utf8JsonWriter writer, RecipeValues value, JsonSerializerOptions options) => value.WriteTo(writer);
    }

    private void WriteTo(Utf8JsonWriter writer) => values.WriteTo(writer);
}
