using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Syntax;

namespace Lockstep.Schema;

/// <summary>A list of any length up to a limit.</summary>
/// <param name="Items">What they are, such as "widths".</param>
internal sealed record ItemsShape(string Items, int Most, Shape Item) : Shape
{
    public override string Expected => string.Create(CultureInfo.InvariantCulture, $"a list of at most {Most} {Items}, each {Item.Expected}");

    public override JsonNode? Read(Node node, string path, Resolution resolution) =>
        node is ListNode list && list.Items.Count <= Most
            ? new JsonArray(
                [.. list.Items.Select((item, index) => Item.Read(item, string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]"), resolution))])
            : Refuse(node, path, resolution);

    public override IEnumerable<Key> Keys => Item.Keys;

    public override JsonNode? ResultRelevant(JsonNode? value) => OfEach(value, Item.ResultRelevant);

    public override JsonNode? ForRecord(JsonNode? value) => OfEach(value, Item.ForRecord);

    public override JsonObject ToJsonSchema() => new() { ["type"] = "array", ["items"] = Item.ToJsonSchema(), ["maxItems"] = Most };

    private static JsonArray OfEach(JsonNode? list, Func<JsonNode?, JsonNode?> change) => new([.. ((JsonArray?)list ?? []).Select(change)]);
}
