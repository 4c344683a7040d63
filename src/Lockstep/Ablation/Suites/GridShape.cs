using System.Text.Json.Nodes;
using Lockstep.Schema;
using Lockstep.Syntax;

namespace Lockstep.Ablation.Suites;

/// <summary>Keys with the values that each takes in turn.</summary>
internal sealed record GridShape : Shape
{
    internal override string Expected => "a mapping of keys, such as train.lr, each a list of numbers, words or flags";

    internal override JsonNode? Read(Node node, string path, Resolution resolution)
    {
        if (node is not MappingNode mapping)
        {
            return node.IsNull ? new JsonObject() : Refuse(node, path, resolution);
        }

        foreach (var entry in mapping.Entries)
        {
            if (entry.Value is not ListNode { Items.Count: > 0 } list || list.Items.Any(item => item is not ScalarNode))
            {
                resolution.Problems.Add(entry.Value.Place, $"{MapShape.PathOf(path, entry.Key)}: expected a list of numbers, words or flags, "
                    + $"such as [0.1, 0.01], found {entry.Value.Found}.");
            }
        }

        return new JsonObject();
    }

    internal override JsonObject ToJsonSchema() => new()
    {
        ["type"] = new JsonArray("object", "null"),
        ["additionalProperties"] = new JsonObject
        {
            ["type"] = "array",
            ["minItems"] = 1,
            ["items"] = new JsonObject { ["type"] = new JsonArray("number", "string", "boolean", "null") },
        },
    };
}
