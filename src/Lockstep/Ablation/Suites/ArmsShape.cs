using System.Text.Json.Nodes;
using Lockstep.Recipes;
using Lockstep.Schema;
using Lockstep.Syntax;

namespace Lockstep.Ablation.Suites;

/// <summary>Named arms; what is in one is read with the base that it changes. Or presets of augmentation, each an arm of its name.</summary>
internal sealed record ArmsShape(IReadOnlyList<Preset> Presets) : Shape
{
    private WordShape Names => new([.. Presets.Select(preset => preset.Name)]);

    internal override string Expected => $"a mapping of arms by name, each a mapping of what it changes; or a list of any of {string.Join(", ", Names.Words)}";

    internal override JsonNode? Read(Node node, string path, Resolution resolution)
    {
        switch (node)
        {
            case ListNode list:
                return new WordSetShape(Names.Words).Read(list, path, resolution);
            case MappingNode mapping:
                foreach (var entry in mapping.Entries)
                {
                    CommonShapes.TagText.Read(ScalarNode.InQuotes(entry.KeyPlace, entry.Key), SectionShape.Join(path, "a name"), resolution);
                    if (entry.Value is not MappingNode && !entry.Value.IsNull)
                    {
                        var arm = MapShape.PathOf(path, entry.Key);
                        resolution.Problems.Add(entry.Value.Place, $"{arm}: expected a mapping of what the arm changes, or nothing for the base as it is, "
                            + $"found {entry.Value.Found}.");
                    }
                }

                return new JsonObject();
            default:
                return node.IsNull ? new JsonObject() : Refuse(node, path, resolution);
        }
    }

    internal override JsonObject ToJsonSchema() => new()
    {
        ["anyOf"] = new JsonArray(
            new WordSetShape(Names.Words).ToJsonSchema(),
            new JsonObject
            {
                ["type"] = new JsonArray("object", "null"),
                ["propertyNames"] = CommonShapes.TagText.ToJsonSchema(),
                ["additionalProperties"] = new JsonObject { ["type"] = new JsonArray("object", "null") },
            }),
    };
}
