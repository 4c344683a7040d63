using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Randomness;
using Lockstep.Recipes;
using Lockstep.Vision.Tests.Recipes;

namespace Lockstep.Vision.Tests.Loading;

/// <summary>Values that a JSON Schema allows, drawn: what a recipe's section may say, whatever keys it has by now.</summary>
internal sealed class RandomRecipe(ulong seed)
{
    /// <summary>Keeps sizes in pixels small enough for many images.</summary>
    private const int MostPixels = 24;

    private static readonly JsonObject Schema = JsonNode.Parse(RecipeSchema.ToJsonSchema(RecipeText.BuiltIn))?["properties"]?.AsObject()
        ?? throw new InvalidOperationException("A schema has properties.");
    private RandomStream random = new(seed, RandomPurpose.Subset, epoch: 0, sample: 0);

    /// <summary>Every augmentation that recipes know.</summary>
    public static IReadOnlyList<string> Augmentations { get; } = [.. KeysOf("augment").Select(key => key.Key)];

    public static IReadOnlyList<string> Samplers { get; } =
        [
            .. (Schema["sampler"]?["anyOf"]?.AsArray() ?? [])
                .Select(form => form?["enum"]).OfType<JsonArray>().SelectMany(names => names).Select(name => name?.GetValue<string>() ?? "")
        ];

    /// <summary>A whole section, or a key outside of any.</summary>
    public JsonNode? Section(string name) => Value(Schema[name]?.AsObject() ?? []);

    /// <summary>One key of a section.</summary>
    public JsonNode? Key(string section, string name) => Value(KeysOf(section)[name]?.AsObject() ?? []);

    public int Below(int bound) => random.NextPlace(bound);

    public T Of<T>(IReadOnlyList<T> choices) => choices[Below(choices.Count)];

    /// <summary>Those of the mapping, where a section may be written as a word as well.</summary>
    private static JsonObject KeysOf(string section) =>
        (Schema[section]?["anyOf"]?.AsArray() ?? [Schema[section]?.DeepClone()]).Select(form => form?["properties"]).OfType<JsonObject>().FirstOrDefault()
            ?? [];

    private JsonNode? Value(JsonObject schema) => schema switch
    {
        _ when schema["anyOf"] is JsonArray forms =>
            Value(Of(forms.Select(form => form?.AsObject() ?? []).Where(form => form["type"]?.ToString() != "null").ToArray())),
        _ when schema["enum"] is JsonArray words => Of(words.ToArray())?.DeepClone(),
        _ when schema["properties"] is JsonObject keys => Section(keys, schema["required"]?.AsArray().Select(name => name?.ToString()).ToHashSet() ?? []),
        _ when schema["additionalProperties"] is JsonObject items =>
            new JsonObject(((string[])["a", "b", "c"]).Where(_ => Below(2) == 0).ToArray().Select(name => KeyValuePair.Create(name, Value(items)))),
        _ => schema["type"]?.ToString() switch
        {
            "integer" => Whole(schema),
            "number" => Number(schema),
            "boolean" => Below(2) == 0,
            "array" => List(schema),
            var type => throw new InvalidOperationException($"No values are drawn yet for a key of type {type}: {schema.ToJsonString()}"),
        },
    };

    private JsonObject Section(JsonObject keys, HashSet<string?> required)
    {
        var section = new JsonObject();
        foreach (var (name, schema) in keys)
        {
            if (required.Contains(name) || Below(2) == 0)
            {
                section[name] = Value(schema?.AsObject() ?? []);
            }
        }

        return section;
    }

    private JsonNode Whole(JsonObject schema)
    {
        var least = schema["minimum"]?.GetValue<int>() ?? 0;
        var most = schema["maximum"]?.GetValue<int>() is { } stated and <= 1000 ? stated : least + MostPixels;
        var number = least + Below(Math.Min(most, 512) - least + 1);
        return schema["not"] is null ? number : number | 1;
    }

    private JsonNode Number(JsonObject schema)
    {
        var least = schema["exclusiveMinimum"]?.GetValue<double>() + 0.01 ?? schema["minimum"]?.GetValue<double>() ?? -1;
        var most = schema["exclusiveMaximum"]?.GetValue<double>() - 0.01 ?? schema["maximum"]?.GetValue<double>() ?? least + 3;
        return random.NextUniform(least, Math.Min(most, least + 200));
    }

    /// <summary>In rising order, which ranges need.</summary>
    private JsonArray List(JsonObject schema) =>
        [
            .. Enumerable.Range(0, schema["minItems"]?.GetValue<int>() ?? 2)
                .Select(_ => Value(schema["items"]?.AsObject() ?? [])).OrderBy(value => double.Parse(value?.ToJsonString() ?? "", CultureInfo.InvariantCulture))
        ];
}
