using System.Text.Json.Nodes;

namespace Lockstep.Recipes;

/// <summary>What a resolved recipe says of the keys that a program added: each has a value, and within its range.</summary>
public sealed class RecipeValues(JsonObject values)
{
    /// <exception cref="ArgumentException">No such key was declared.</exception>
    public double Number(string key) => Of(key).GetValue<double>();

    /// <inheritdoc cref="Number"/>
    public int WholeNumber(string key) => (int)Of(key).GetValue<long>();

    /// <inheritdoc cref="Number"/>
    public bool Flag(string key) => Of(key).GetValue<bool>();

    /// <inheritdoc cref="Number"/>
    public string Word(string key) => Of(key).GetValue<string>();

    private JsonNode Of(string key) =>
        values[key]
            ?? throw new ArgumentException($"No key '{key}' was declared. Declared: {string.Join(", ", values.Select(value => value.Key))}.", nameof(key));
}
