using System.Text.Json.Nodes;
using Lockstep.Syntax;
using Lockstep.Text;

namespace Lockstep.Schema;

/// <summary>One of a few words.</summary>
public sealed record WordShape(params IReadOnlyList<string> Words) : Shape
{
    /// <summary>Other words for some of them, which no likeness of letters tells: what one writes, and what is meant.</summary>
    public IReadOnlyDictionary<string, string> Synonyms { get; init; } = new Dictionary<string, string>();

    internal override string Expected => "one of " + string.Join(", ", Words);

    internal override JsonNode? Read(Node node, string path, Resolution resolution)
    {
        if (node is not ScalarNode { Kind: ScalarKind.Text } text)
        {
            return Refuse(node, path, resolution);
        }

        if (!Words.Contains(text.Text))
        {
            resolution.Problems.Add(node.Place, UnknownWord(path, text.Text, Words, Synonyms.GetValueOrDefault(text.Text.ToLowerInvariant())));
            return null;
        }

        return text.Text;
    }

    /// <param name="meant">Where it is known; null to guess by the letters.</param>
    internal static string UnknownWord(string path, string word, IReadOnlyCollection<string> valid, string? meant = null)
    {
        var nearest = meant ?? NearestName.Of(word, valid);
        var suggestion = nearest is null ? "" : $" Did you mean '{nearest}'?";
        return $"{path}: unknown name '{PlainText.Quoted(word)}'.{suggestion} Valid here: {string.Join(", ", valid)}.";
    }

    internal override JsonObject ToJsonSchema() => new() { ["enum"] = new JsonArray([.. Words.Select(word => (JsonNode)word)]) };
}
