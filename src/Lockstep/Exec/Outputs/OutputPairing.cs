namespace Lockstep.Exec.Outputs;

/// <summary>Finds which file of one run belongs to which of another.</summary>
internal sealed class OutputPairing
{
    private readonly List<OutputFile> first;
    private readonly List<OutputFile> second;
    private readonly List<(OutputFile One, OutputFile Other, PairedBy By)> pairs = [];

    private OutputPairing(IEnumerable<OutputFile> first, IEnumerable<OutputFile> second) => (this.first, this.second) = ([.. first], [.. second]);

    public static (
        IReadOnlyList<(OutputFile One, OutputFile Other, PairedBy By)> Pairs,
        IReadOnlyList<OutputFile> OnlyFirst,
        IReadOnlyList<OutputFile> OnlySecond
    ) Of(IEnumerable<OutputFile> first, IEnumerable<OutputFile> second)
    {
        var pairing = new OutputPairing(first, second);
        pairing.Pair(PairedBy.Name, file => file.Name);
        pairing.Pair(PairedBy.RestOfName, file => file.PairName);
        pairing.Pair(PairedBy.Numbers, file => OutputName.WithoutNumbers(file.PairName));
        pairing.Pair(PairedBy.Content, file => file.Bytes == 0 ? file.Name : $"{Path.GetExtension(file.Name)} {file.Digest}");
        return ([.. pairing.pairs.OrderBy(pair => pair.One.Name, StringComparer.Ordinal)], pairing.first, pairing.second);
    }

    /// <summary>Pairs what has one key, in the order of names; where there are more in one run than in the other, those that come last stay alone.</summary>
    private void Pair(PairedBy by, Func<OutputFile, string> keyOf)
    {
        var others = second.GroupBy(keyOf, StringComparer.Ordinal).ToDictionary(group => group.Key, InOrder, StringComparer.Ordinal);
        foreach (var group in first.GroupBy(keyOf, StringComparer.Ordinal).ToArray())
        {
            if (others.TryGetValue(group.Key, out var matches))
            {
                pairs.AddRange(InOrder(group).Zip(matches, (one, other) => (one, other, by)));
            }
        }

        var paired = pairs.SelectMany(pair => (OutputFile[])[pair.One, pair.Other]).ToHashSet(ReferenceEqualityComparer.Instance);
        first.RemoveAll(paired.Contains);
        second.RemoveAll(paired.Contains);
    }

    private static OutputFile[] InOrder(IEnumerable<OutputFile> files) => [.. files.OrderBy(file => OutputName.Natural(file.Name), StringComparer.Ordinal)];
}
