using Lockstep.Schema;

namespace Lockstep.Recipes;

/// <summary>
/// What the keys of all kinds of recipes may be. Apart from <see cref="RecipeSchema"/>, so that who runs a command need not build all keys of a training.
/// </summary>
public static class CommonShapes
{
    internal const int MostThreads = 1024;

    /// <summary>The largest whole number that every reader of JSON takes as it is.</summary>
    internal const long MostExact = (1L << 53) - 1;

    internal static readonly WholeNumberShape Seed = new(0, MostExact);
    internal static readonly TextShape TagText =
        new("a text of at most 40 letters, digits, '.' and '-' that begins with a letter or digit", "[A-Za-z0-9][A-Za-z0-9.-]{0,39}");

    /// <summary>The most that a side of an image may have.</summary>
    public const int MostPixels = 16_384;

    /// <summary>Any number but NaN and the infinite ones.</summary>
    public static NumberShape AnyNumber { get; } = new();

    /// <summary>From 0.</summary>
    public static NumberShape NotNegative { get; } = new() { Least = 0 };

    /// <summary>Above 0.</summary>
    public static NumberShape Positive { get; } = new() { Least = 0, LeastIsOpen = true };

    /// <summary>From 1.</summary>
    public static NumberShape AtLeastOne { get; } = new() { Least = 1 };

    /// <summary>From 0 to 1.</summary>
    public static NumberShape Probability { get; } = new() { Least = 0, Most = 1 };

    /// <summary>From 0 to below 1.</summary>
    public static NumberShape BelowOne { get; } = new() { Least = 0, Most = 1, MostIsOpen = true };

    /// <summary>Above 0, to 1.</summary>
    public static NumberShape Share { get; } = new() { Least = 0, LeastIsOpen = true, Most = 1 };

    /// <summary>A side of an image.</summary>
    public static WholeNumberShape Pixels { get; } = new(1, MostPixels);

    /// <summary>The size of an image.</summary>
    public static ListShape HeightAndWidth { get; } = new(Pixels, "height", "width");

    /// <summary>A SHA-256.</summary>
    public static TextShape Digest { get; } = new("a SHA-256 of 64 lower-case hexadecimal digits", "[0-9a-f]{64}");

    /// <summary>The least and the most of something.</summary>
    public static ListShape Range(Shape item) => new(item, "least", "most") { IsRising = true };

    /// <summary>One value for each channel of an image.</summary>
    public static ListShape OfChannels(Shape item) => new(item, "red", "green", "blue");

    /// <param name="what">With its article, such as "a file".</param>
    public static TextShape PathOf(string what) => new($"the path of {what}", @"[^\u0000-\u001f\u007f]+");
}
