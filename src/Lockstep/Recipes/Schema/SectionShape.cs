using System.Text.Json.Nodes;
using Lockstep.Recipes.Syntax;

namespace Lockstep.Recipes.Schema;

/// <summary>A mapping of keys. Nothing written counts as an empty one.</summary>
internal sealed record SectionShape(params IReadOnlyList<Key> Inside) : Shape
{
    public override string Expected => "a mapping of " + string.Join(", ", Inside.Select(key => key.Name));

    public override IEnumerable<Key> Keys => Inside;

    public override JsonNode? Read(Node node, string path, Resolution resolution)
    {
        var values = new JsonObject();
        ReadInto(values, node, path, resolution);
        return values;
    }

    public void ReadInto(JsonObject values, Node node, string path, Resolution resolution)
    {
        var mapping = node.IsNull ? new MappingNode(node.Place, []) : node as MappingNode;
        if (mapping is null)
        {
            Refuse(node, path.Length == 0 ? "the recipe" : path, resolution);
            return;
        }

        UnknownKey.ReportAll(mapping, path, Inside, resolution);
        foreach (var key in Inside)
        {
            values[key.Name] = key.Read(mapping.Find(key.Name)?.Value, Join(path, key.Name), mapping.Place, resolution);
        }
    }

    public static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    public override MappingNode? Enter(Node? node, Place place) =>
        node is null || node.IsNull ? new MappingNode(place, []) : node as MappingNode;

    public override JsonObject ToJsonSchema() => ToJsonSchema("object", "null");

    public JsonObject ToJsonSchema(params ReadOnlySpan<string> types)
    {
        var schema = JsonSchemaText.ObjectOf(Inside);
        schema["type"] = types.Length == 1 ? types[0] : new JsonArray([.. types.ToArray().Select(type => (JsonNode)type)]);
        return schema;
    }

    public override JsonNode? ResultRelevant(JsonNode? value)
    {
        var relevant = new JsonObject();
        foreach (var key in Inside.Where(key => key.ChangesResults))
        {
            var inner = key.Shape.ResultRelevant(value![key.Name]); // a resolved section holds every key
            if (inner is not JsonObject { Count: 0 })
            {
                relevant[key.Name] = inner;
            }
        }

        return relevant;
    }

    public override JsonNode? ForRecord(JsonNode? value)
    {
        var complete = new JsonObject();
        foreach (var key in Inside)
        {
            complete[key.Name] = key.Shape.ForRecord(value![key.Name]); // a resolved section holds every key
        }

        return complete;
    }
}
