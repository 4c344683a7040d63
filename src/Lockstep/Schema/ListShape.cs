using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Syntax;

namespace Lockstep.Schema;

/// <summary>A list with one value for each of the named places, such as height and width.</summary>
public sealed record ListShape(Shape Item, params IReadOnlyList<string> Names) : Shape
{
    /// <summary>Whether no number may be smaller than the one before. JSON Schema has no words for it.</summary>
    public bool IsRising { get; init; }

    internal override string Expected => $"a list [{string.Join(", ", Names)}], each {Item.Expected}{(IsRising ? ", none below the one before" : "")}";

    internal override JsonNode? Read(Node node, string path, Resolution resolution)
    {
        if (node is not ListNode list || list.Items.Count != Names.Count)
        {
            return Refuse(node, path, resolution);
        }

        var values = list.Items.Select((item, index) =>
            Item.Read(item, string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]"), resolution)).ToArray();
        if (IsRising && Falls(values) is { } index)
        {
            resolution.Problems.Add(list.Items[index].Place, string.Create(
                CultureInfo.InvariantCulture,
                $"{path}[{index}]: expected at least {path}[{index - 1}], {values[index - 1]}, found {list.Items[index].Found}."));
        }

        return new JsonArray(values);
    }

    internal override JsonObject ToJsonSchema() => new()
    {
        ["type"] = "array",
        ["items"] = Item.ToJsonSchema(),
        ["minItems"] = Names.Count,
        ["maxItems"] = Names.Count,
    };

    /// <returns>The first place whose number is below the one before; null where none is, or where one was refused.</returns>
    private static int? Falls(JsonNode?[] values)
    {
        for (var index = 1; index < values.Length; index++)
        {
            if (values[index] is { } value && values[index - 1] is { } before && value.GetValue<double>() < before.GetValue<double>())
            {
                return index;
            }
        }

        return null;
    }
}
