using Lockstep.Recipes;
using Lockstep.Schema;

namespace Lockstep.Vision.Augmentation;

/// <summary>How a pixel comes from those around the place that it lies at.</summary>
public enum Interpolation
{
    /// <summary>The pixel in which the place lies.</summary>
    Nearest,

    /// <summary>From two pixels along each axis, by distance.</summary>
    Bilinear,

    /// <summary>From four pixels along each axis, by the cubic with a = -0.5 (Keys 1981).</summary>
    Bicubic,
}

internal static class Interpolations
{
    /// <summary>Of what moves pixels without antialiasing.</summary>
    public static Key Key(string usual) =>
        new("interpolation", new WordShape("nearest", "bilinear"), DefaultValue.Of(usual), "How pixel values are interpolated.");

    /// <summary>What a section with that key says.</summary>
    public static Interpolation In(RecipeValues section) => Of(section.Word("interpolation"));

    /// <param name="word">As a recipe has it: <c>nearest</c>, <c>bilinear</c> or <c>bicubic</c>.</param>
    public static Interpolation Of(string word) => Enum.Parse<Interpolation>(word, ignoreCase: true);
}
