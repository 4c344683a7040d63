using Lockstep.Randomness;
using Lockstep.Recipes;

namespace Lockstep.Vision.Augmentation;

/// <summary>
/// One of Lockstep's own augmentations of an image: what a recipe's keys make of it. Each stands in its own file, and
/// <see cref="AugmentationCatalog"/> names it.
/// </summary>
/// <param name="Purpose">What its draws are keyed by; <see cref="RandomPurpose.None"/> for one that draws nothing.</param>
/// <param name="ForTraining">Null where the recipe has it off.</param>
internal sealed record BuiltInAugmentation(RandomPurpose Purpose, Func<AugmentRecipe, IAugmentation?> ForTraining)
{
    /// <summary>What stands for it in validation, where nothing is drawn; null for nothing.</summary>
    public Func<AugmentRecipe, IAugmentation?> ForValidation { get; init; } = _ => null;

    /// <summary>A short word for a run's name; null for what is not random.</summary>
    public string? Name { get; init; }

    /// <summary>Whether it does anything, for one that is there also where it is off.</summary>
    public Func<AugmentRecipe, bool>? IsOn { get; init; }

    /// <summary>Whether a run's name tells of it.</summary>
    public bool IsNamedFor(AugmentRecipe recipe) => Name is not null && (IsOn?.Invoke(recipe) ?? ForTraining(recipe) is not null);
}
