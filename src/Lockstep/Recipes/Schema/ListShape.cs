using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Recipes.Syntax;

namespace Lockstep.Recipes.Schema;

/// <summary>A list with one value for each of the named places, such as height and width.</summary>
internal sealed record ListShape(Shape Item, params IReadOnlyList<string> Names) : Shape
{
    public override string Expected => $"a list [{string.Join(", ", Names)}], each {Item.Expected}";

    public override JsonNode? Read(Node node, string path, Resolution resolution)
    {
        if (node is not ListNode list || list.Items.Count != Names.Count)
        {
            return Refuse(node, path, resolution);
        }

        return new JsonArray([.. list.Items.Select((item, index) =>
            Item.Read(item, string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]"), resolution))]);
    }

    public override JsonObject ToJsonSchema() => new()
    {
        ["type"] = "array",
        ["items"] = Item.ToJsonSchema(),
        ["minItems"] = Names.Count,
        ["maxItems"] = Names.Count,
    };
}
