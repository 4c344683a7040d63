namespace Lockstep.Exec.Contents;

/// <summary>What differs between two contents.</summary>
/// <param name="First">The first differences in words, a few, in the order of the first file.</param>
/// <param name="Tensors">How many tensors differ, of those that both have.</param>
/// <param name="Values">How many other values differ.</param>
/// <param name="OnlyOne">How many parts only one of them has.</param>
internal sealed record ContentDifference(IReadOnlyList<string> First, int Tensors, int Values, int OnlyOne)
{
    /// <summary>How many tensors both have.</summary>
    public int ComparedTensors { get; init; }

    public override string ToString()
    {
        string[] counts =
        [
            .. Tensors > 1 ? [$"{Tensors} of {Counted.Of(ComparedTensors, "tensor")} differ"] : Array.Empty<string>(),
            .. Values > 1 ? [$"{Values} values differ"] : Array.Empty<string>(),
            .. OnlyOne > 1 ? [$"{OnlyOne} parts are in one of them only"] : Array.Empty<string>(),
        ];
        return $"{string.Join("; ", First)}{(counts.Length == 0 || Tensors + Values + OnlyOne <= First.Count ? "" : $" ({string.Join("; ", counts)})")}";
    }
}
