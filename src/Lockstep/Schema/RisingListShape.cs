using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Syntax;

namespace Lockstep.Schema;

/// <summary>One or more whole numbers, each above the one before. JSON Schema can only say that none comes twice.</summary>
public sealed record RisingListShape(WholeNumberShape Item) : Shape
{
    internal override string Expected => $"a list, each {Item.Expected} and above the one before";

    internal override JsonNode? Read(Node node, string path, Resolution resolution)
    {
        if (node is not ListNode { Items.Count: > 0 } list)
        {
            return Refuse(node, path, resolution);
        }

        var values = list.Items.Select((item, index) => Item.Read(item, PathOf(path, index), resolution)).ToArray();
        for (var index = 1; index < values.Length; index++)
        {
            if (values[index] is { } value && values[index - 1] is { } before && value.GetValue<long>() <= before.GetValue<long>())
            {
                resolution.Problems.Add(
                    list.Items[index].Place,
                    $"{PathOf(path, index)}: expected more than {PathOf(path, index - 1)}, {before}, found {list.Items[index].Found}.");
            }
        }

        return new JsonArray(values);
    }

    internal override JsonObject ToJsonSchema() => new()
    {
        ["type"] = "array",
        ["items"] = Item.ToJsonSchema(),
        ["minItems"] = 1,
        ["uniqueItems"] = true,
    };

    private static string PathOf(string path, int index) => string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");
}
