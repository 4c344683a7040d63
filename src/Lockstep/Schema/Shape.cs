using System.Text.Json.Nodes;
using Lockstep.Syntax;
using Lockstep.Text;

namespace Lockstep.Schema;

/// <summary>What a key may hold. Reading, the JSON Schema and the reference all come from it.</summary>
public abstract record Shape
{
    /// <summary>The allowed values in words, such as "a whole number from 1 to 512".</summary>
    internal abstract string Expected { get; }

    /// <summary>Checks and converts. What it returns after reporting a problem is never used.</summary>
    internal abstract JsonNode? Read(Node node, string path, Resolution resolution);

    internal abstract JsonObject ToJsonSchema();

    /// <summary>The keys inside, those of every variant; empty for a plain value.</summary>
    internal virtual IEnumerable<Key> Keys => [];

    /// <summary>Where an override goes on below this value, or null where it cannot.</summary>
    internal virtual MappingNode? Enter(Node? node, Place place) => null;

    /// <summary>The value without keys that cannot change a result.</summary>
    internal virtual JsonNode? ResultRelevant(JsonNode? value) => value?.DeepClone();

    /// <summary>The value with every field that its record has.</summary>
    internal virtual JsonNode? ForRecord(JsonNode? value) => value?.DeepClone();

    private protected JsonNode? Refuse(Node node, string path, Resolution resolution, string hint = "")
    {
        resolution.Problems.Add(node.Place, $"{path}: expected {Expected}, found {node.Found}.{hint}");
        return null;
    }

    /// <summary>Quotes make text of a number; the usual slip deserves its cure.</summary>
    private protected static string QuotesHint(Node node, params ReadOnlySpan<ScalarKind> wanted) =>
        node is ScalarNode { Quoted: true } scalar && wanted.Contains(CoreSchema.KindOf(scalar.Text))
            ? $" Remove the quotes: {scalar.Text}."
            : "";
}
