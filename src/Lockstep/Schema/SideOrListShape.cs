using System.Text.Json.Nodes;
using Lockstep.Syntax;

namespace Lockstep.Schema;

/// <summary>One value, or a list of as many as there are names. In a record the one value is a list of one.</summary>
public sealed record SideOrListShape(Shape One, ListShape List) : Shape
{
    internal override string Expected => $"{One.Expected} or {List.Expected}";

    internal override JsonNode? Read(Node node, string path, Resolution resolution) => node switch
    {
        ListNode => List.Read(node, path, resolution),
        ScalarNode { Kind: ScalarKind.WholeNumber or ScalarKind.Number } => One.Read(node, path, resolution),
        _ => Refuse(node, path, resolution),
    };

    internal override JsonObject ToJsonSchema() => new() { ["anyOf"] = new JsonArray(One.ToJsonSchema(), List.ToJsonSchema()) };

    internal override JsonNode? ForRecord(JsonNode? value) => value is JsonArray ? value.DeepClone() : new JsonArray(value?.DeepClone());
}
