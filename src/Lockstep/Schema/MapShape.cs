using System.Text.Json.Nodes;
using Lockstep.Syntax;

namespace Lockstep.Schema;

/// <summary>A mapping whose keys only the data knows, such as the names of classes. Nothing written counts as an empty one.</summary>
/// <param name="Names">What the keys are, such as "class names".</param>
internal sealed record MapShape(string Names, Shape Item) : Shape
{
    internal override string Expected => $"a mapping of {Names}, each {Item.Expected}";

    internal override JsonNode? Read(Node node, string path, Resolution resolution)
    {
        if (node is not MappingNode mapping)
        {
            return node.IsNull ? new JsonObject() : Refuse(node, path, resolution);
        }

        var values = new JsonObject();
        foreach (var entry in mapping.Entries)
        {
            var itemPath = PathOf(path, entry.Key);
            resolution.Places[itemPath] = entry.KeyPlace;
            values[entry.Key] = Item.Read(entry.Value, itemPath, resolution);
        }

        return values;
    }

    public static string PathOf(string path, string name) => SectionShape.Join(path, PlainText.Quoted(name));

    internal override JsonObject ToJsonSchema() => new()
    {
        ["type"] = new JsonArray("object", "null"),
        ["additionalProperties"] = Item.ToJsonSchema(),
    };
}
