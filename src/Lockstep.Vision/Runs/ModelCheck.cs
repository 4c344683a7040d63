using Lockstep.Recipes;
using Lockstep.Samples;
using Lockstep.Snapshots;
using Lockstep.Vision.Augmentation;
using Lockstep.Vision.Evaluation;
using Lockstep.Vision.Extending;
using Lockstep.Vision.Images;
using Lockstep.Vision.Loading;
using Lockstep.Vision.Models;



namespace Lockstep.Vision.Runs;

/// <summary>
/// Builds a model that starts from a file, has frozen parts or is not Lockstep's own, once before there is a run, so that what is
/// wrong with it is an error in the recipe.
/// </summary>
internal static class ModelCheck
{
    /// <returns>What the user should know, in sentences.</returns>
    /// <exception cref="RecipeException">At the key that is to blame.</exception>
    public static IReadOnlyList<string> Check(ResolvedRecipe resolved, Snapshot snapshot, ReadingCheck? check, Dataset data, Extensions extensions)
    {
        var recipe = resolved.Recipe;
        var isOwn = !recipe.Model.IsForeign;
        if (isOwn && recipe.Model.File is null && recipe.Model.Freeze is null or [])
        {
            return [];
        }

        var pipeline = AugmentationPipeline.ForTraining(recipe.Augment, (ulong)recipe.AugmentationSeed, extensions.Augmentations);
        var size = SampleReader.SizeOf(
            new SampleDecoder(snapshot, OrientationRules.Of(recipe.Data.Orientation), check, OutputSize.Decoded(recipe)),
            pipeline,
            data.Train[0]);
        var key = recipe.Model.File?.Key ?? "model";
        try
        {
            using var model = ModelCatalog.Build(recipe.Model, size.Height, size.Width, data.Classes.Count, extensions.Models);
            var warnings = StartingWeights.Put(model, recipe.Model);
            (model as TorchScriptModel)?.Try(size.Height, size.Width, data.Classes.Count);
            key = "model.freeze";
            FrozenParts.Of(model, recipe.Model.Freeze ?? []);
            key = recipe.Model.File?.Key ?? "model";
            return isOwn ? warnings : [.. warnings, .. ModeCheck.Check(model, size.Height, size.Width)];
        }
        catch (LockstepException exception) when (exception is not RecipeException)
        {
            throw new RecipeException([resolved.ProblemAt(key, $"{key}: {exception.Message}")]);
        }
    }
}
