using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Syntax;

namespace Lockstep.Schema;

/// <summary>One weight a class, or a word for those that the data gives. How many classes there are only the data knows.</summary>
public sealed record ClassWeightsShape : Shape
{
    internal const string Balanced = "balanced";

    /// <summary>A class of no weight would never be learnt: leave out its images instead.</summary>
    internal static NumberShape Item { get; } = new() { Least = 1e-6, Most = 1e6 };

    private static WordShape Word { get; } = new(Balanced);

    internal override string Expected => $"{Balanced} or a list of one weight a class, each {Item.Expected}";

    internal override JsonNode? Read(Node node, string path, Resolution resolution) => node switch
    {
        ScalarNode { Kind: ScalarKind.Text } => Word.Read(node, path, resolution),
        ListNode { Items.Count: > 0 } list => new JsonArray([.. list.Items.Select((item, index) =>
            Item.Read(item, string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]"), resolution))]),
        _ => Refuse(node, path, resolution),
    };

    internal override JsonObject ToJsonSchema() => new()
    {
        ["anyOf"] = new JsonArray(Word.ToJsonSchema(), new JsonObject { ["type"] = "array", ["items"] = Item.ToJsonSchema(), ["minItems"] = 1 }),
    };

    internal override JsonNode? ForRecord(JsonNode? value) => new JsonObject
    {
        ["balanced"] = value is JsonValue,
        ["values"] = (value as JsonArray)?.DeepClone(),
    };
}
