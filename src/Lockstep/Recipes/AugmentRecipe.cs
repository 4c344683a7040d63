namespace Lockstep.Recipes;

/// <summary>What happens to images before the model sees them.</summary>
/// <param name="Values">What the recipe says of Lockstep's own augmentations; each knows its keys.</param>
public sealed record AugmentRecipe(RecipeValues Values)
{
    /// <summary>What the recipe says of the augmentations that a program added, by name; null for one that is off.</summary>
    public IReadOnlyDictionary<string, RecipeValues?> Own { get; init; } = new Dictionary<string, RecipeValues?>();
}
