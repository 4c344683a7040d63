using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Files;
using Lockstep.Syntax;

namespace Lockstep.Schema;

/// <summary>A finite double. A bound that is not there is infinite; an open bound is not itself allowed.</summary>
public sealed record NumberShape : Shape
{
    /// <summary>Minus infinity for no bound.</summary>
    public double Least { get; init; } = double.NegativeInfinity;

    /// <summary>Infinity for no bound.</summary>
    public double Most { get; init; } = double.PositiveInfinity;

    /// <summary>Whether <see cref="Least"/> itself is refused.</summary>
    public bool LeastIsOpen { get; init; }

    /// <summary>Whether <see cref="Most"/> itself is refused.</summary>
    public bool MostIsOpen { get; init; }

    internal override string Expected => (double.IsFinite(Least), double.IsFinite(Most)) switch
    {
        (false, false) => "a number",
        (true, true) when !LeastIsOpen && !MostIsOpen => string.Create(CultureInfo.InvariantCulture, $"a number from {Least} to {Most}"),
        (true, true) => $"a number {LowerBound} and {UpperBound}",
        (true, false) => $"a number {LowerBound}",
        (false, true) => $"a number {UpperBound}",
    };

    private string LowerBound => string.Create(CultureInfo.InvariantCulture, $"{(LeastIsOpen ? "above" : "of at least")} {Least}");

    private string UpperBound => string.Create(CultureInfo.InvariantCulture, $"{(MostIsOpen ? "below" : "at most")} {Most}");

    internal override JsonNode? Read(Node node, string path, Resolution resolution)
    {
        if (node is ScalarNode { Kind: ScalarKind.Number or ScalarKind.WholeNumber } scalar
            && CoreSchema.ToNumber(scalar.Text) is var value
            && Allows(value))
        {
            return JsonNumber.Of(value);
        }

        return Refuse(node, path, resolution, QuotesHint(node, ScalarKind.Number, ScalarKind.WholeNumber));
    }

    internal override JsonObject ToJsonSchema()
    {
        var schema = new JsonObject { ["type"] = "number" };
        if (double.IsFinite(Least))
        {
            schema[LeastIsOpen ? "exclusiveMinimum" : "minimum"] = JsonNumber.Of(Least);
        }

        if (double.IsFinite(Most))
        {
            schema[MostIsOpen ? "exclusiveMaximum" : "maximum"] = JsonNumber.Of(Most);
        }

        return schema;
    }

    private bool Allows(double value) =>
        double.IsFinite(value)
        && (LeastIsOpen ? value > Least : value >= Least)
        && (MostIsOpen ? value < Most : value <= Most);
}
