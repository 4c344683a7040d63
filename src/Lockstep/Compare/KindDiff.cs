using System.Globalization;

namespace Lockstep.Compare;

/// <summary>What only the kind of two runs can tell of how they differ.</summary>
/// <param name="Outputs">What differs in what they made, a sentence each; empty where nothing does.</param>
/// <param name="Parameters">What they were given, where it differs.</param>
public sealed record KindDiff(IReadOnlyList<string> Outputs, IReadOnlyList<ParameterDifference> Parameters)
{
    /// <summary>Whether either run made a file that could be compared.</summary>
    public bool HasOutputs { get; init; }

    /// <summary>What differs in how they ended and what they made, a sentence each.</summary>
    public IReadOnlyList<string> Results => Exits is null ? Outputs : [Exits.ToString(), .. Outputs];

    /// <summary>How they ended; null where they ended alike.</summary>
    internal OtherExit? Exits { get; init; }

    /// <summary>Files that one of them found, and that weren't there, or were others, for the other.</summary>
    internal IReadOnlyList<Suspect> Found { get; init; } = [];
}

/// <summary>A parameter of two runs.</summary>
/// <param name="A">Null where the first run has none of that name.</param>
public sealed record ParameterDifference(string Name, string? A, string? B)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {A ?? "nothing"} in A, {B ?? "nothing"} in B";
}

/// <summary>Two exit codes that differ.</summary>
/// <param name="LastPrinted">The last lines of the second where the first ended well, else of the first.</param>
internal sealed record OtherExit(int A, int B, IReadOnlyList<string> LastPrinted)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"exit code: {A} in A, {B} in B");

    /// <summary>Of a rerun, a line each.</summary>
    /// <param name="parent">The name of the run that it repeats.</param>
    public IEnumerable<string> OfRerun(string parent)
    {
        yield return (A == 0 ? Sentences.FailedThisTime : Sentences.OtherExit).With(
            B.ToString(CultureInfo.InvariantCulture), parent, A.ToString(CultureInfo.InvariantCulture));
        foreach (var line in LastPrinted)
        {
            yield return $"{(A == 0 ? "it" : parent)} printed at last: {line}";
        }
    }
}
