using Lockstep.Exec.Contents;

namespace Lockstep.Exec.Outputs;

/// <summary>The outputs of two runs of a command beside each other.</summary>
/// <param name="Pairs">In the order of the first run's names.</param>
/// <param name="OnlyFirst">Files that only the first run has.</param>
/// <param name="OnlySecond">Files that only the second run has.</param>
internal sealed record OutputComparison(IReadOnlyList<OutputPair> Pairs, IReadOnlyList<OutputFile> OnlyFirst, IReadOnlyList<OutputFile> OnlySecond)
{
    private const int MostCompared = 20;

    /// <summary>Whether neither run has an output that isn't empty.</summary>
    public bool IsNothing =>
        OnlyFirst.Concat(OnlySecond).Concat(Pairs.SelectMany(pair => (OutputFile[])[pair.First, pair.Second])).All(file => file.Bytes == 0);

    /// <summary>Whether each file has its equal. True too where there is none: ask <see cref="IsNothing"/> first.</summary>
    public bool IsEqual => OnlyFirst.Count + OnlySecond.Count == 0 && Pairs.All(pair => pair.IsEqual);

    /// <summary>What differs, and how files were paired whose names differ, a sentence each.</summary>
    public IReadOnlyList<string> Sentences =>
        [
            .. Pairs.Where(pair => !pair.IsEqual).Select(pair => $"{NameOf(pair)}: {pair.Difference}."),
            .. OnlyFirst.Select(file => $"{Shown(file)} is in the first run only."),
            .. OnlySecond.Select(file => $"{Shown(file)} is in the second run only."),
            .. Pairs.Where(pair => pair.By != PairedBy.Name).Select(pair => IsRenamed(pair)
                ? $"{Shown(pair.First)} is called {Shown(pair.Second)} in the second run, with the same content."
                : $"{Shown(pair.First)} and {Shown(pair.Second)} were compared: {Reason(pair.By)}."),
        ];

    public static OutputComparison Between(OutputSet first, OutputSet second, CancellationToken cancellation = default)
    {
        // What one run left out of its contents doesn't count in the other either.
        var ignored = first.Ignored.Union(second.Ignored, StringComparer.Ordinal).ToArray();
        var isSame = first.Ignored.ToHashSet(StringComparer.Ordinal).SetEquals(second.Ignored);
        var (matched, onlyFirst, onlySecond) = OutputPairing.Of(first.Files, second.Files);
        var compared = 0;
        var pairs = new List<OutputPair>();
        foreach (var (one, other, by) in matched)
        {
            var isEqual = one.PairLink == other.PairLink && (one.Sha256 == other.Sha256 || (isSame && one.Content.Digest == other.Content.Digest));
            pairs.Add(
                new OutputPair(
                    one,
                    other,
                    by,
                    isEqual ? null : DifferenceOf(first.PathOf(one), second.PathOf(other), one, other, compared < MostCompared, isSame, ignored, cancellation)
                )
            );
            compared += isEqual ? 0 : 1;
        }

        return new OutputComparison(pairs, onlyFirst, onlySecond);
    }

    private static string? DifferenceOf(
        string? onePath,
        string? otherPath,
        OutputFile one,
        OutputFile other,
        bool isToBeRead,
        bool isSame,
        IReadOnlyList<string> ignored,
        CancellationToken cancellation
    )
    {
        if (one.PairLink != other.PairLink)
        {
            return one.Link is not null && other.Link is not null
                ? $"leads to {PlainText.OnOneLine(one.Link)} in the first run, to {PlainText.OnOneLine(other.Link)} in the second"
                : $"a link to {PlainText.OnOneLine(one.Link ?? other.Link ?? "")} in the {(one.Link is null ? "second" : "first")} run, a file in the other";
        }

        if (onePath is null || otherPath is null || (isSame && !isToBeRead))
        {
            return one.Content.Digest == other.Content.Digest ? null : "the contents differ";
        }

        try
        {
            return ContentComparison.Between(onePath, otherPath, ignored, cancellation, one.Name, other.Name)?.ToString();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"the contents differ; where can't be said: {exception.Message.TrimEnd('.')}";
        }
    }

    private static string NameOf(OutputPair pair) => pair.By == PairedBy.Name ? Shown(pair.First) : $"{Shown(pair.First)} and {Shown(pair.Second)}";

    /// <summary>Whether only the name differs, and that counts.</summary>
    private static bool IsRenamed(OutputPair pair) => pair.IsEqual && pair.By is PairedBy.Numbers or PairedBy.Content;

    private static string Shown(OutputFile file) => PlainText.OnOneLine(file.Name);

    private static string Reason(PairedBy by) =>
        by switch
        {
            PairedBy.RestOfName => "their names are one but for a date, a time, the host or the number of a process",
            PairedBy.Numbers => "their names are one but for numbers, and they are in this order",
            _ => "their contents are equal, and nothing else has their names",
        };
}
