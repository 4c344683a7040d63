using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Lockstep.Schema;
using Lockstep.Syntax;

namespace Lockstep.Ablation.Suites;

/// <summary>That one arm is better than another one.</summary>
/// <param name="Text">As the suite says it.</param>
/// <param name="Better">The arm that is to be better.</param>
/// <param name="Than">The other one.</param>
/// <param name="By">How far apart their means must be at least; 0 where the suite doesn't say.</param>
public sealed partial record Expectation(string Text, string Better, string Than, double By)
{
    /// <returns>Null for what is none.</returns>
    internal static Expectation? Of(string text) =>
        Pattern().Match(text) is { Success: true } match && (match.Groups[3].Success ? AmountShape.Of(match.Groups[3].Value) : 0) is { } by
            ? new Expectation(text, match.Groups[1].Value, match.Groups[2].Value, by)
            : null;

    [GeneratedRegex(@"^\s*([A-Za-z0-9][A-Za-z0-9.-]*)\s*>\s*([A-Za-z0-9][A-Za-z0-9.-]*)(?:\s+by\s+(.+?))?\s*\z")]
    private static partial Regex Pattern();

    /// <summary>Its text in a suite.</summary>
    internal sealed record InSuite : Shape
    {
        internal override string Expected => "what is expected, as 'ARM > ARM', or 'ARM > ARM by 0.5 points'";

        internal override JsonNode? Read(Node node, string path, Resolution resolution) =>
            node is ScalarNode { Kind: ScalarKind.Text } text && Of(text.Text) is not null ? text.Text : Refuse(node, path, resolution);

        internal override JsonObject ToJsonSchema() => new() { ["type"] = "string", ["pattern"] = ">" };
    }
}
