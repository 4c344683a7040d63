namespace Lockstep.Exec.Outputs;

/// <summary>The outputs of two runs of a command beside each other.</summary>
/// <param name="Pairs">In the order of the first run's names.</param>
/// <param name="OnlyFirst">Files that only the first run has.</param>
/// <param name="OnlySecond">Files that only the second run has.</param>
public sealed record OutputComparison(IReadOnlyList<OutputPair> Pairs, IReadOnlyList<OutputFile> OnlyFirst, IReadOnlyList<OutputFile> OnlySecond)
{
    /// <summary>Whether neither run has an output.</summary>
    public bool IsNothing => Pairs.Count + OnlyFirst.Count + OnlySecond.Count == 0;

    /// <summary>Whether each file has its equal. True too where there is none: ask <see cref="IsNothing"/> first.</summary>
    public bool IsEqual => OnlyFirst.Count + OnlySecond.Count == 0 && Pairs.All(pair => pair.IsEqual);

    /// <summary>What differs, a sentence each, and how files were paired whose names differ.</summary>
    public IReadOnlyList<string> Sentences { get; init; } = [];

    public static OutputComparison Between(OutputSet first, OutputSet second, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var others = second.Files.ToDictionary(file => file.Name, StringComparer.Ordinal);
        OutputPair[] pairs = [.. first.Files.Where(file => others.ContainsKey(file.Name)).Select(file => (One: file, Other: others[file.Name]))
            .Select(pair => new OutputPair(pair.One, pair.Other, PairedBy.Name, pair.One.Content.Digest == pair.Other.Content.Digest ? null : "their bytes differ"))];
        var paired = pairs.Select(pair => pair.First.Name).ToHashSet(StringComparer.Ordinal);
        return new OutputComparison(pairs, [.. first.Files.Where(file => !paired.Contains(file.Name))], [.. second.Files.Where(file => !paired.Contains(file.Name))]);
    }
}
