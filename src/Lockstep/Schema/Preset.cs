using System.Text.Json.Nodes;

namespace Lockstep.Schema;

/// <summary>A word that stands for the values of many keys.</summary>
/// <param name="Values">What it says; whatever it does not name keeps the default that it has anyway. A section that null
/// would switch off has to be complete.</param>
public sealed record Preset(string Name, string Doc, JsonObject Values)
{
    /// <summary>The same keys with other defaults.</summary>
    internal IEnumerable<Key> ApplyTo(IEnumerable<Key> keys) => Apply(keys, Values);

    private static IEnumerable<Key> Apply(IEnumerable<Key> keys, JsonObject values) =>
        keys.Select(key => values[key.Name] is { } value ? Apply(key, value) : key);

    private static Key Apply(Key key, JsonNode value) => key.Shape switch
    {
        SectionShape section => key with { Shape = Inside(section, value) },
        NullableShape { Inner: SectionShape section } => key with { Shape = new NullableShape(Inside(section, value)), Default = DefaultValue.Of(value) },
        _ => key with { Default = DefaultValue.Of(value) },
    };

    private static SectionShape Inside(SectionShape section, JsonNode value) => new([.. Apply(section.Inside, value.AsObject())]);
}
