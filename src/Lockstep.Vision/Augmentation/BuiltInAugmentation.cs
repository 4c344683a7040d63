using Lockstep.Randomness;
using Lockstep.Recipes;
using Lockstep.Schema;

namespace Lockstep.Vision.Augmentation;

/// <summary>
/// One of Lockstep's own augmentations: its keys in a recipe, and what is made of their values. Each stands in its own file, and
/// <see cref="AugmentationCatalog"/> names it.
/// </summary>
/// <typeparam name="T">What it works on: <see cref="IAugmentation"/> images, <see cref="ITensorAugmentation"/> their numbers,
/// <see cref="IBatchAugmentation"/> whole batches.</typeparam>
/// <param name="Keys">Under <c>augment</c>.</param>
/// <param name="Purpose">What its draws are keyed by: a number from 16 on that no other has, or <see cref="RandomPurpose.None"/>.</param>
/// <param name="ForTraining">From all that the recipe says under <c>augment</c>; null where it has it off.</param>
internal sealed record BuiltInAugmentation<T>(IReadOnlyList<Key> Keys, RandomPurpose Purpose, Func<RecipeValues, T?> ForTraining)
    where T : class
{
    /// <summary>What stands for it in validation, where nothing is drawn; null for nothing.</summary>
    public Func<RecipeValues, T?> ForValidation { get; init; } = _ => null;

    /// <summary>A short word for a run's name; null for what is not random.</summary>
    public string? Name { get; init; }

    /// <summary>Whether it does anything, for one that is there also where it is off.</summary>
    public Func<RecipeValues, bool>? IsOn { get; init; }

    /// <summary>The word by which a run's name tells of it; null where it doesn't.</summary>
    public string? NameFor(RecipeValues recipe) => Name is not null && (IsOn?.Invoke(recipe) ?? ForTraining(recipe) is not null) ? Name : null;
}
