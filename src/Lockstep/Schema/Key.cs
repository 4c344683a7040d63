using System.Text.Json.Nodes;
using Lockstep.Syntax;
using Lockstep.Text;

namespace Lockstep.Schema;

/// <summary>One key of the recipe: everything that is known of it stands in its declaration.</summary>
/// <param name="Doc">One or two sentences, for the reference and for editors.</param>
public sealed record Key(string Name, Shape Shape, DefaultValue Default, string Doc)
{
    /// <summary>False for a key that names where things are or how fast they go, never what comes out.</summary>
    public bool ChangesResults { get; init; } = true;

    /// <summary>Whether its default stays out of the lock, so that recipes from before there was such a key keep theirs.</summary>
    public bool IsLockedOnlyWhereSet { get; init; }

    /// <summary>Where in a run it can make a difference; null for a section whose keys say it, and for a key that is as the section around it.</summary>
    public Effects? Acts { get; init; }

    /// <summary>
    /// Whether its default is nowhere written down, neither in the resolved recipe nor in the lock, so that recipes from before
    /// there was such a key resolve as they did.
    /// </summary>
    public bool IsImplied { get; init; }

    /// <summary>Whether a value goes without saying.</summary>
    internal bool IsUnsaid(JsonNode? value) => IsImplied && JsonNode.DeepEquals(value, Default.Constant);

    /// <param name="parent">Where a missing key is missing.</param>
    internal JsonNode? Read(Node? node, string path, Place parent, Resolution resolution)
    {
        if (node is not null)
        {
            resolution.Places[path] = node.Place;
            return Shape.Read(node, path, resolution);
        }

        switch (Default)
        {
            case { OfItsKeys: true }:
                return Shape.Read(ScalarNode.Plain(parent, ""), path, resolution);
            case { Value: { } value } when IsImplied:
                return value(resolution);
            case { Value: { } value }:
                return resolution.UseDefault(path, value(resolution));
            default:
                resolution.Problems.Add(parent, $"'{path}' is missing: {Doc} Write '{Name}: …', {Shape.Expected}.");
                return null;
        }
    }
}
