using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Syntax;

namespace Lockstep.Schema;

/// <summary>Any of a few words, each at most once; resolved to the order in which they are declared.</summary>
public sealed record WordSetShape(params IReadOnlyList<string> Words) : Shape
{
    private readonly WordShape item = new(Words);

    internal override string Expected => $"a list of any of {string.Join(", ", Words)}";

    internal override JsonNode? Read(Node node, string path, Resolution resolution)
    {
        if (node is not ListNode list)
        {
            return Refuse(node, path, resolution);
        }

        var found = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < list.Items.Count; index++)
        {
            var itemPath = string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");
            if (item.Read(list.Items[index], itemPath, resolution)?.GetValue<string>() is { } word && !found.Add(word))
            {
                resolution.Problems.Add(list.Items[index].Place, $"{itemPath}: '{word}' is in the list already. Remove it here.");
            }
        }

        return new JsonArray([.. Words.Where(found.Contains).Select(word => (JsonNode)word)]);
    }

    internal override JsonObject ToJsonSchema() => new()
    {
        ["type"] = "array",
        ["items"] = item.ToJsonSchema(),
        ["uniqueItems"] = true,
    };
}
