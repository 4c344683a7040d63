namespace Lockstep.Compare;

/// <summary>What only the kind of two runs can tell of how they differ.</summary>
/// <param name="Results">What differs in what they made, a sentence each; empty where nothing does.</param>
/// <param name="Parameters">What they were given, where it differs.</param>
public sealed record KindDiff(IReadOnlyList<string> Results, IReadOnlyList<ParameterDifference> Parameters)
{
    /// <summary>Whether either run made a file that could be compared.</summary>
    public bool HasOutputs { get; init; }
}

/// <summary>A parameter of two runs.</summary>
/// <param name="A">Null where the first run has none of that name.</param>
public sealed record ParameterDifference(string Name, string? A, string? B)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {A ?? "nothing"} in A, {B ?? "nothing"} in B";
}
