using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Syntax;

namespace Lockstep.Schema;

/// <summary>A whole number within bounds, both of them allowed.</summary>
/// <remarks>A fraction of zero (64.0) or an exponent is refused: YAML calls it a floating-point number.</remarks>
public sealed record WholeNumberShape(long Least, long Most) : Shape
{
    /// <summary>Whether even numbers are refused.</summary>
    public bool IsOdd { get; init; }

    internal override string Expected => Most == int.MaxValue
        ? string.Create(CultureInfo.InvariantCulture, $"a whole number of at least {Least}")
        : string.Create(CultureInfo.InvariantCulture, $"{(IsOdd ? "an odd" : "a")} whole number from {Least} to {Most}");

    internal override JsonNode? Read(Node node, string path, Resolution resolution)
    {
        if (node is ScalarNode { Kind: ScalarKind.WholeNumber } scalar
            && CoreSchema.ToWholeNumber(scalar.Text) is { } value
            && Allows(value))
        {
            return value;
        }

        return Refuse(node, path, resolution, QuotesHint(node, ScalarKind.WholeNumber) + FractionHint(node));
    }

    internal override JsonObject ToJsonSchema()
    {
        var schema = new JsonObject { ["type"] = "integer", ["minimum"] = Least, ["maximum"] = Most };
        if (IsOdd)
        {
            schema["not"] = new JsonObject { ["multipleOf"] = 2 };
        }

        return schema;
    }

    private bool Allows(long value) => value >= Least && value <= Most && (!IsOdd || long.IsOddInteger(value));

    private string FractionHint(Node node) =>
        node is ScalarNode { Kind: ScalarKind.Number } scalar
        && CoreSchema.ToNumber(scalar.Text) is var value
        && double.IsInteger(value) && Allows((long)value)
            ? string.Create(CultureInfo.InvariantCulture, $" Write {(long)value}.")
            : "";
}
