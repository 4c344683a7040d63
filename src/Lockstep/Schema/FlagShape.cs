using System.Text.Json.Nodes;
using Lockstep.Syntax;

namespace Lockstep.Schema;

internal sealed record FlagShape : Shape
{
    public override string Expected => "true or false";

    public override JsonNode? Read(Node node, string path, Resolution resolution) => node switch
    {
        ScalarNode { Kind: ScalarKind.Flag } flag => CoreSchema.ToFlag(flag.Text),
        _ => Refuse(node, path, resolution, QuotesHint(node, ScalarKind.Flag)),
    };

    public override JsonObject ToJsonSchema() => new() { ["type"] = "boolean" };
}
