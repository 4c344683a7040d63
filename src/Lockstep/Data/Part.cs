namespace Lockstep.Data;

/// <summary>What a sample is for.</summary>
public enum Part
{
    Train,
    Val,
    Test,
}

public static class Parts
{
    private static readonly Dictionary<string, Part> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["train"] = Part.Train,
        ["val"] = Part.Val,
        ["valid"] = Part.Val,
        ["validation"] = Part.Val,
        ["test"] = Part.Test,
    };

    /// <summary>The part that a folder's, file's or column's word means; null where it means none.</summary>
    public static Part? Of(string word) => Names.TryGetValue(word, out var part) ? part : null;

    /// <summary>As it is written: <c>train</c>, <c>val</c> or <c>test</c>.</summary>
    public static string Word(this Part part) => part.ToString().ToLowerInvariant();
}
