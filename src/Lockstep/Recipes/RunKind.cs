namespace Lockstep.Recipes;

/// <summary>The kinds of run that a recipe can name.</summary>
public static class RunKind
{
    /// <summary>Trains a model. What a recipe means that names none.</summary>
    public const string Train = "train";

    /// <summary>All that this program knows.</summary>
    public static IReadOnlyList<string> All { get; } = [Train];
}
