using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Lockstep.Syntax;

namespace Lockstep.Schema;

/// <summary>A text that a pattern describes.</summary>
/// <param name="Words">What it is, for messages.</param>
/// <param name="Pattern">For .NET and ECMAScript alike; of the whole text.</param>
public sealed record TextShape(string Words, string Pattern) : Shape
{
    private readonly Lazy<Regex> whole = new(() => new Regex($@"^(?:{Pattern})\z", RegexOptions.CultureInvariant));

    internal override string Expected => Words;

    internal override JsonNode? Read(Node node, string path, Resolution resolution) => node switch
    {
        ScalarNode { Kind: ScalarKind.Text } text when whole.Value.IsMatch(text.Text) => text.Text,
        ScalarNode { Kind: not ScalarKind.Text and not ScalarKind.Null } plain when whole.Value.IsMatch(plain.Text) =>
            Refuse(node, path, resolution, $" Put it in quotes: \"{plain.Text}\"."),
        _ => Refuse(node, path, resolution),
    };

    internal override JsonObject ToJsonSchema() => new() { ["type"] = "string", ["pattern"] = $"^{Pattern}$" };
}
