using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Lockstep.Files;
using Lockstep.Schema;
using Lockstep.Syntax;

namespace Lockstep.Ablation.Suites;

/// <summary>A difference of the metric: a number above 0, or points, a hundredth each.</summary>
internal sealed partial record AmountShape : Shape
{
    private const string Words = "a number above 0, such as 0.005, or points, a hundredth each, such as 0.5 points";

    internal override string Expected => Words;

    internal override JsonNode? Read(Node node, string path, Resolution resolution) =>
        node is ScalarNode { Kind: not ScalarKind.Null } scalar && Of(scalar.Text) is { } amount ? JsonNumber.Of(amount) : Refuse(node, path, resolution);

    internal override JsonObject ToJsonSchema() => new()
    {
        ["anyOf"] = new JsonArray(
            new JsonObject { ["type"] = "number", ["exclusiveMinimum"] = 0 },
            new JsonObject { ["type"] = "string", ["pattern"] = "^[0-9]*\\.?[0-9]+([eE][-+]?[0-9]+)? points?$" }),
    };

    /// <returns>Null for what is none.</returns>
    public static double? Of(string text) =>
        Pattern().Match(text) is { Success: true } match
        && double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) is var number and > 0 and < double.PositiveInfinity
            ? match.Groups[2].Success ? number / 100 : number
            : null;

    [GeneratedRegex(@"^([0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]+)?)( +points?)?\z")]
    private static partial Regex Pattern();
}
