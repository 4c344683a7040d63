using System.Text.Json.Nodes;
using Lockstep.Syntax;

namespace Lockstep.Schema;

/// <summary>True or false.</summary>
public sealed record FlagShape : Shape
{
    internal override string Expected => "true or false";

    internal override JsonNode? Read(Node node, string path, Resolution resolution) => node switch
    {
        ScalarNode { Kind: ScalarKind.Flag } flag => CoreSchema.ToFlag(flag.Text),
        _ => Refuse(node, path, resolution, QuotesHint(node, ScalarKind.Flag)),
    };

    internal override JsonObject ToJsonSchema() => new() { ["type"] = "boolean" };
}
