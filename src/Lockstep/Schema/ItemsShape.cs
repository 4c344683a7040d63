using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Syntax;

namespace Lockstep.Schema;

/// <summary>A list of any length up to a limit.</summary>
/// <param name="Items">What they are, such as "widths".</param>
/// <param name="Most">How many there may be.</param>
/// <param name="Item">Of each.</param>
public sealed record ItemsShape(string Items, int Most, Shape Item) : Shape
{
    internal override string Expected => string.Create(CultureInfo.InvariantCulture, $"a list of at most {Most} {Items}, each {Item.Expected}");

    internal override JsonNode? Read(Node node, string path, Resolution resolution) =>
        node is ListNode list && list.Items.Count <= Most
            ? new JsonArray(
                [.. list.Items.Select((item, index) => Item.Read(item, string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]"), resolution))])
            : Refuse(node, path, resolution);

    internal override IEnumerable<Key> Keys => Item.Keys;

    internal override JsonNode? ResultRelevant(JsonNode? value) => OfEach(value, Item.ResultRelevant);

    internal override JsonNode? ForRecord(JsonNode? value) => OfEach(value, Item.ForRecord);

    internal override JsonObject ToJsonSchema() => new() { ["type"] = "array", ["items"] = Item.ToJsonSchema(), ["maxItems"] = Most };

    private static JsonArray OfEach(JsonNode? list, Func<JsonNode?, JsonNode?> change) => new([.. ((JsonArray?)list ?? []).Select(change)]);
}
