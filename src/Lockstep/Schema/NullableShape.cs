using System.Text.Json.Nodes;
using Lockstep.Syntax;
using Lockstep.Text;

namespace Lockstep.Schema;

/// <summary>Null switches the thing off.</summary>
public sealed record NullableShape(Shape Inner) : Shape
{
    internal override string Expected => $"null or {Inner.Expected}";

    internal override IEnumerable<Key> Keys => Inner.Keys;

    internal override JsonNode? Read(Node node, string path, Resolution resolution)
    {
        var isPlainValue = node is ScalarNode && Inner.Keys.Any();
        return node.IsNull ? null : isPlainValue ? Refuse(node, path, resolution) : Inner.Read(node, path, resolution);
    }

    internal override JsonObject ToJsonSchema() => new()
    {
        ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "null" }, Inner.ToJsonSchema()),
    };

    internal override MappingNode? Enter(Node? node, Place place) => Inner.Enter(node, place);

    internal override JsonNode? ResultRelevant(JsonNode? value) => value is null ? null : Inner.ResultRelevant(value);

    internal override JsonNode? ForRecord(JsonNode? value) => value is null ? null : Inner.ForRecord(value);
}
