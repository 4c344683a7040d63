using Lockstep.Recipes;
using static TorchSharp.torch;

namespace Lockstep.Vision.Losses;

/// <summary>Every loss a recipe can name.</summary>
internal static class LossCatalog
{
    public static IReadOnlyList<BuiltInLoss> All { get; } = [CrossEntropy.BuiltIn, BinaryCrossEntropy.BuiltIn, FocalLoss.BuiltIn];

    /// <inheritdoc cref="BuiltInLoss.Builder"/>
    public static Func<Tensor, Tensor, Tensor> Build(LossRecipe recipe, double[]? classWeights) =>
        All.FirstOrDefault(loss => loss.Name == recipe.Name)?.Build(recipe, classWeights)
        ?? throw new ArgumentException($"No loss is named '{recipe.Name}'.", nameof(recipe));
}
