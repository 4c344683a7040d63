namespace Lockstep.Schema;

/// <summary>One of the things a choice can name, with the keys that it alone, or it too, has.</summary>
public sealed record Variant(string Name, string Doc, params IReadOnlyList<Key> Keys)
{
    /// <summary>What must hold across its keys.</summary>
    public IReadOnlyList<Rule> Rules { get; init; } = [];

    /// <summary>Its key that names it where no name is written; null for none.</summary>
    public string? ImpliedBy { get; init; }
}
