namespace Lockstep.Vision.Images;

/// <summary>How much smaller than stored a JPEG is decoded: the recipe's <c>data.decode_scale</c>. Other formats are always decoded whole.</summary>
/// <remarks>
/// libjpeg leaves out the finer frequencies of each block of 8×8 pixels, which is faster than to decode all of them and shrink the result, and
/// gives other pixels. Sides are rounded up.
/// </remarks>
public sealed class JpegScale
{
    private readonly int divisor;
    private readonly int[] least;

    private JpegScale(int divisor, int[] least)
    {
        this.divisor = divisor;
        this.least = least;
    }

    internal static JpegScale Full { get; } = new(1, []);

    /// <summary>For keys of caches: equal texts, equal pixels.</summary>
    public string Text => divisor > 0 ? $"1/{divisor}" : $"auto {string.Join('x', least)}";

    /// <param name="word">As a recipe has it: <c>full</c>, <c>half</c>, <c>quarter</c>, <c>eighth</c> or <c>auto</c>.</param>
    /// <param name="size">What auto goes by: height and width, or the shorter side, or null for all pixels.</param>
    public static JpegScale Of(string word, int[]? size) => word switch
    {
        "full" => Full,
        "half" => new(2, []),
        "quarter" => new(4, []),
        "eighth" => new(8, []),
        "auto" => size is null ? Full : new(0, size),
        _ => throw new ArgumentException($"No scale is named '{word}'.", nameof(word)),
    };

    /// <summary>1, 2, 4 or 8. Auto takes the largest that leaves both sides at least as long as they are resized to.</summary>
    /// <param name="height">Of the picture as it is resized, so upright.</param>
    public int DivisorFor(long height, long width)
    {
        if (divisor > 0)
        {
            return divisor;
        }

        var (leastHeight, leastWidth) = least is [var side] ? (side, side) : (least[0], least[1]);
        return Array.Find([8, 4, 2], by => height / by >= leastHeight && width / by >= leastWidth) is var found and > 0 ? found : 1;
    }
}
