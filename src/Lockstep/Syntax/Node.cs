using Lockstep.Text;

namespace Lockstep.Syntax;

/// <summary>A value as it was written, with its place; the same for YAML, JSON and overrides. Aliases share one node.</summary>
internal abstract record Node(Place Place)
{
    /// <summary>What a message says was found here.</summary>
    public abstract string Found { get; }

    public bool IsNull => this is ScalarNode { Kind: ScalarKind.Null };
}
