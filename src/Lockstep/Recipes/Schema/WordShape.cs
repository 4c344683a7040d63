using System.Text.Json.Nodes;
using Lockstep.Recipes.Syntax;

namespace Lockstep.Recipes.Schema;

/// <summary>One of a few words.</summary>
internal sealed record WordShape(params IReadOnlyList<string> Words) : Shape
{
    public override string Expected => "one of " + string.Join(", ", Words);

    public override JsonNode? Read(Node node, string path, Resolution resolution)
    {
        if (node is not ScalarNode { Kind: ScalarKind.Text } text)
        {
            return Refuse(node, path, resolution);
        }

        if (!Words.Contains(text.Text))
        {
            resolution.Problems.Add(node.Place, UnknownWord(path, text.Text, Words));
            return null;
        }

        return text.Text;
    }

    public static string UnknownWord(string path, string word, IReadOnlyCollection<string> valid)
    {
        var nearest = NearestName.Of(word, valid);
        var suggestion = nearest is null ? "" : $" Did you mean '{nearest}'?";
        return $"{path}: unknown name '{Printable.Of(word)}'.{suggestion} Valid here: {string.Join(", ", valid)}.";
    }

    public override JsonObject ToJsonSchema() => new() { ["enum"] = new JsonArray([.. Words.Select(word => (JsonNode)word)]) };
}
