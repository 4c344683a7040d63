using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Lockstep.Syntax;

namespace Lockstep.Schema;

/// <param name="Pattern">For .NET and ECMAScript alike; of the whole text.</param>
internal sealed record TextShape(string Words, string Pattern) : Shape
{
    private readonly Lazy<Regex> whole = new(() => new Regex($@"^(?:{Pattern})\z", RegexOptions.CultureInvariant));

    public override string Expected => Words;

    public override JsonNode? Read(Node node, string path, Resolution resolution) => node switch
    {
        ScalarNode { Kind: ScalarKind.Text } text when whole.Value.IsMatch(text.Text) => text.Text,
        ScalarNode { Kind: not ScalarKind.Text and not ScalarKind.Null } plain when whole.Value.IsMatch(plain.Text) =>
            Refuse(node, path, resolution, $" Put it in quotes: \"{plain.Text}\"."),
        _ => Refuse(node, path, resolution),
    };

    public override JsonObject ToJsonSchema() => new() { ["type"] = "string", ["pattern"] = $"^{Pattern}$" };
}
