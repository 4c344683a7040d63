using System.Text.Json.Nodes;
using Lockstep.Syntax;
using Lockstep.Text;

namespace Lockstep.Schema;

/// <summary>Null switches the thing off.</summary>
internal sealed record NullableShape(Shape Inner) : Shape
{
    public override string Expected => $"null or {Inner.Expected}";

    public override IEnumerable<Key> Keys => Inner.Keys;

    public override JsonNode? Read(Node node, string path, Resolution resolution)
    {
        var isPlainValue = node is ScalarNode && Inner.Keys.Any();
        return node.IsNull ? null : isPlainValue ? Refuse(node, path, resolution) : Inner.Read(node, path, resolution);
    }

    public override JsonObject ToJsonSchema() => new()
    {
        ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "null" }, Inner.ToJsonSchema()),
    };

    public override MappingNode? Enter(Node? node, Place place) => Inner.Enter(node, place);

    public override JsonNode? ResultRelevant(JsonNode? value) => value is null ? null : Inner.ResultRelevant(value);

    public override JsonNode? ForRecord(JsonNode? value) => value is null ? null : Inner.ForRecord(value);
}
