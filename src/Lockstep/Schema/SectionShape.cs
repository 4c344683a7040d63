using System.Text.Json.Nodes;
using Lockstep.Files;
using Lockstep.Syntax;
using Lockstep.Text;

namespace Lockstep.Schema;

/// <summary>A mapping of keys. Nothing written counts as an empty one.</summary>
public sealed record SectionShape(params IReadOnlyList<Key> Inside) : Shape
{
    /// <summary>Keys that a program added; in a record they lie together under <c>own</c>. Null where none can be.</summary>
    internal IReadOnlyList<Key>? Own { get; init; }

    /// <summary>What must hold across the keys.</summary>
    public IReadOnlyList<Rule> Rules { get; init; } = [];

    /// <summary>Whether a record has no places for its keys: they lie together under <c>values</c>.</summary>
    internal bool IsOpen { get; init; }

    private IReadOnlyList<Key> All => Own is { Count: > 0 } ? [.. Inside, .. Own] : Inside;

    internal override string Expected => "a mapping of " + string.Join(", ", All.Select(key => key.Name));

    internal override IEnumerable<Key> Keys => All;

    internal override JsonNode? Read(Node node, string path, Resolution resolution)
    {
        var values = new JsonObject();
        ReadInto(values, node, path, resolution);
        return values;
    }

    internal void ReadInto(JsonObject values, Node node, string path, Resolution resolution)
    {
        var mapping = node.IsNull ? new MappingNode(node.Place, []) : node as MappingNode;
        if (mapping is null)
        {
            Refuse(node, path.Length == 0 ? "the recipe" : path, resolution);
            return;
        }

        UnknownKey.ReportAll(mapping, path, All, resolution);
        var before = resolution.Problems.Count;
        foreach (var key in All)
        {
            var value = key.Read(mapping.Find(key.Name)?.Value, Join(path, key.Name), mapping.Place, resolution);
            if (!key.IsUnsaid(value))
            {
                values[key.Name] = value;
            }
        }

        // A refused value is null: what a rule says of that would only mislead.
        if (resolution.Problems.Count == before)
        {
            Rule.ReportBroken(Rules, values, path, mapping.Place, resolution);
        }
    }

    internal static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    internal override MappingNode? Enter(Node? node, Place place) =>
        node is null || node.IsNull ? new MappingNode(place, []) : node as MappingNode;

    internal override JsonObject ToJsonSchema() => ToJsonSchema("object", "null");

    internal JsonObject ToJsonSchema(params ReadOnlySpan<string> types)
    {
        var schema = JsonSchemaText.ObjectOf(All);
        schema["type"] = types.Length == 1 ? types[0] : new JsonArray([.. types.ToArray().Select(type => (JsonNode)type)]);
        Rule.AddTo(schema, Rules);
        return schema;
    }

    internal override JsonNode? ResultRelevant(JsonNode? value)
    {
        var relevant = new JsonObject();
        foreach (var key in All.Where(key => key.ChangesResults && IsSaid(key, value)))
        {
            var given = value![key.Name]; // a resolved section holds every key that says something
            var inner = key.Shape.ResultRelevant(given);
            if (inner is not JsonObject { Count: 0 } && !(key.IsLockedOnlyWhereSet && JsonNode.DeepEquals(given, key.Default.Constant)))
            {
                relevant[key.Name] = inner;
            }
        }

        return relevant;
    }

    internal override JsonNode? ForRecord(JsonNode? value)
    {
        var inside = new JsonObject();
        foreach (var key in Inside)
        {
            // a resolved section holds every key that says something
            inside[key.Name] = key.Shape.ForRecord(IsSaid(key, value) ? value![key.Name] : key.Default.Constant);
        }

        var complete = IsOpen ? new JsonObject { ["values"] = inside } : inside;

        if (Own is not null)
        {
            complete["own"] = JsonMembers.Of(Own, key => key.Name, key => key.Shape.ForRecord(value![key.Name])); // likewise
        }

        return complete;
    }

    /// <summary>Whether a resolved section holds the key: every one does, but for those that go without saying.</summary>
    private static bool IsSaid(Key key, JsonNode? section) => !key.IsImplied || (section is JsonObject values && values.ContainsKey(key.Name));
}
