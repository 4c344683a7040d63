using Lockstep.Recipes;
using static TorchSharp.torch;

namespace Lockstep.Vision.Losses;

/// <summary>Every loss a recipe can name.</summary>
internal static class LossCatalog
{
    public static IReadOnlyList<BuiltInLoss> All { get; } = [CrossEntropy.BuiltIn, BinaryCrossEntropy.BuiltIn, FocalLoss.BuiltIn];

    /// <summary>What a recipe says of them.</summary>
    public static BuiltInNames Names { get; } = new("cross_entropy", [.. All.Select(loss => loss.Variant)]);

    /// <inheritdoc cref="BuiltInLoss.Builder"/>
    public static Func<Tensor, Tensor, Tensor> Build(LossRecipe recipe, double[]? classWeights) =>
        Of(recipe.Name).Build(recipe.Values, classWeights);

    public static BuiltInLoss Of(string name) =>
        All.FirstOrDefault(loss => loss.Variant.Name == name) ?? throw new ArgumentException($"No loss is named '{name}'.", nameof(name));
}
