using System.Text.Json.Nodes;
using Lockstep.Syntax;
using Lockstep.Text;

namespace Lockstep.Schema;

/// <summary>
/// A section in which one word sets many keys: written as that word, or as a mapping in which it stands beside the keys that are to differ. Its record
/// has no places for the keys.
/// </summary>
/// <param name="Presets">The first one is that of a mapping without the word.</param>
internal sealed record PresetShape(IReadOnlyList<Key> Inside, params IReadOnlyList<Preset> Presets) : Shape
{
    private const string NameKey = "preset";

    /// <summary>Keys that a program added; no preset sets them. Null where none can be.</summary>
    public IReadOnlyList<Key>? Own { get; init; }

    internal override string Expected => $"the name of a preset ({string.Join(", ", Names)}) or {Plain.Expected}";

    internal override IEnumerable<Key> Keys => Plain.Keys;

    private IReadOnlyList<string> Names => [.. Presets.Select(preset => preset.Name)];

    /// <summary>The keys that no program added.</summary>
    internal IEnumerable<Key> BuiltIn => Inside.Prepend(Name);

    private SectionShape Plain => new([Name, .. Inside]) { Own = Own, IsOpen = true };

    private Key Name => new(NameKey, new WordShape(Names), DefaultValue.Of(Names[0]), "What the other keys are where they aren't written.")
    {
        // All that it says stands in the other keys.
        ChangesResults = false,
    };

    internal override JsonNode? Read(Node node, string path, Resolution resolution)
    {
        if (Enter(node, node.Place) is not { } mapping)
        {
            return Refuse(node, path, resolution);
        }

        // A name that there is not is reported with the other keys.
        var name = (mapping.Find(NameKey)?.Value as ScalarNode)?.Text;
        var preset = Presets.FirstOrDefault(preset => preset.Name == name) ?? Presets[0];
        return new SectionShape([Name, .. preset.ApplyTo(Inside)]) { Own = Own }.Read(mapping, path, resolution);
    }

    internal override MappingNode? Enter(Node? node, Place place) => node switch
    {
        ScalarNode { Kind: ScalarKind.Text } name => new MappingNode(name.Place, [new Entry(NameKey, name.Place, name)]),
        _ => Plain.Enter(node, place),
    };

    internal override JsonObject ToJsonSchema() => new()
    {
        ["anyOf"] = new JsonArray(Name.Shape.ToJsonSchema(), Plain.ToJsonSchema()),
    };

    internal override JsonNode? ResultRelevant(JsonNode? value) => Plain.ResultRelevant(value);

    internal override JsonNode? ForRecord(JsonNode? value) => Plain.ForRecord(value);
}
