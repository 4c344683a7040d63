using System.Text.Json.Nodes;
using Lockstep.Recipes;
using Lockstep.Vision.Augmentation;
using Lockstep.Vision.Losses;
using Lockstep.Vision.Models;
using Lockstep.Vision.Training.Optimizers;
using Lockstep.Vision.Training.Schedules;

namespace Lockstep.Vision.Extending;

/// <summary>What a program of the user's adds to Lockstep: augmentations and models that its recipes then can name.</summary>
public sealed class Extensions
{
    /// <summary>Nothing: Lockstep as it is.</summary>
    public static Extensions None { get; } = new();

    /// <summary>Add to it before a recipe is read.</summary>
    public UserAugmentations Augmentations { get; } = new();

    /// <summary>Add to it before a recipe is read.</summary>
    public UserModels Models { get; } = new();

    /// <summary>For reading recipes: Lockstep's own and what was added.</summary>
    public RecipeAdditions Recipes => Augmentations.Recipes.Augmentations is [] && Models.Recipes.Models is []
        ? BuiltIns.All
        : new(BuiltIns.All.BuiltIn, Augmentations.Recipes.Augmentations, Models.Recipes.Models);

    /// <summary>For the Code lock: the digest of each assembly that the additions are made of; null where there are none.</summary>
    /// <exception cref="LockstepException">An assembly is no file.</exception>
    public JsonObject? Digests(CancellationToken cancellation) => ProgramFiles.DigestsOf([.. Augmentations.Sources, .. Models.Sources], cancellation);

    /// <summary>Made for the first recipe: most commands read none, and would wait for all that one can name.</summary>
    private static class BuiltIns
    {
        /// <summary>Lockstep's own, each registered in its file.</summary>
        public static RecipeAdditions All { get; } = new(
            new BuiltInKeys
            {
                Augment = AugmentationCatalog.Keys,
                AugmentUndrawn = AugmentationCatalog.Undrawn,
                AugmentPresets = AugmentationCatalog.Presets,
                Models = ModelCatalog.Names,
                Losses = LossCatalog.Names,
                Optimizers = OptimizerCatalog.Names,
                Schedules = ScheduleCatalog.Names,
            },
            [],
            []);
    }
}
