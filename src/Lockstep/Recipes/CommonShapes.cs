using Lockstep.Schema;

namespace Lockstep.Recipes;

/// <summary>
/// What the keys of all kinds of recipes may be. Apart from <see cref="RecipeSchema"/>, so that who runs a command need not build all keys of a training.
/// </summary>
internal static class CommonShapes
{
    public const int MostThreads = 1024;

    /// <summary>The largest whole number that every reader of JSON takes as it is.</summary>
    public const long MostExact = (1L << 53) - 1;

    public static readonly NumberShape NotNegative = new() { Least = 0 };
    public static readonly WholeNumberShape Seed = new(0, MostExact);
    public static readonly TextShape TagText =
        new("a text of at most 40 letters, digits, '.' and '-' that begins with a letter or digit", "[A-Za-z0-9][A-Za-z0-9.-]{0,39}");
}
