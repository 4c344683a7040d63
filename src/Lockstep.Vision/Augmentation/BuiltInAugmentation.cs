using Lockstep.Randomness;
using Lockstep.Recipes;

namespace Lockstep.Vision.Augmentation;

/// <summary>
/// One of Lockstep's own augmentations: what a recipe's keys make of it. Each stands in its own file, and <see cref="AugmentationCatalog"/> names it.
/// </summary>
/// <typeparam name="T">What it works on: <see cref="IAugmentation"/> images, <see cref="ITensorAugmentation"/> their numbers,
/// <see cref="IBatchAugmentation"/> whole batches.</typeparam>
/// <param name="Purpose">What its draws are keyed by; <see cref="RandomPurpose.None"/> for one that draws nothing.</param>
/// <param name="ForTraining">Null where the recipe has it off.</param>
internal sealed record BuiltInAugmentation<T>(RandomPurpose Purpose, Func<AugmentRecipe, T?> ForTraining)
    where T : class
{
    /// <summary>What stands for it in validation, where nothing is drawn; null for nothing.</summary>
    public Func<AugmentRecipe, T?> ForValidation { get; init; } = _ => null;

    /// <summary>A short word for a run's name; null for what is not random.</summary>
    public string? Name { get; init; }

    /// <summary>Whether it does anything, for one that is there also where it is off.</summary>
    public Func<AugmentRecipe, bool>? IsOn { get; init; }

    /// <summary>The word by which a run's name tells of it; null where it doesn't.</summary>
    public string? NameFor(AugmentRecipe recipe) => Name is not null && (IsOn?.Invoke(recipe) ?? ForTraining(recipe) is not null) ? Name : null;
}
