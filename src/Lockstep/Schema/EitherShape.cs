using System.Text.Json.Nodes;
using Lockstep.Syntax;

namespace Lockstep.Schema;

/// <summary>A list, or one value in its place.</summary>
internal sealed record EitherShape(Shape One, Shape List) : Shape
{
    internal override string Expected => $"{One.Expected}, or {List.Expected}";

    internal override JsonNode? Read(Node node, string path, Resolution resolution) => node switch
    {
        ListNode => List.Read(node, path, resolution),
        ScalarNode => One.Read(node, path, resolution),
        _ => Refuse(node, path, resolution),
    };

    internal override JsonObject ToJsonSchema() => new() { ["anyOf"] = new JsonArray(One.ToJsonSchema(), List.ToJsonSchema()) };
}
