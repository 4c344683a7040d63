using Lockstep.Recipes;
using static TorchSharp.torch;

namespace Lockstep.Vision.Losses;

/// <summary>One of the losses, as its file registers it with <see cref="LossCatalog"/>: N×classes logits and N class indices to a mean over the N.</summary>
/// <param name="Name">As a recipe names it.</param>
internal sealed record BuiltInLoss(string Name, BuiltInLoss.Builder Build)
{
    /// <param name="classWeights">By the class's number; null where all weigh the same.</param>
    public delegate Func<Tensor, Tensor, Tensor> Builder(LossRecipe recipe, double[]? classWeights);

    /// <summary>A field that the recipe must have for it.</summary>
    public static T Set<T>(T? value)
        where T : struct => value ?? throw new ArgumentException("The resolved recipe gives every field of its loss.");

    public static Tensor OneHot(Tensor labels, Tensor logits) => nn.functional.one_hot(labels, logits.shape[1]).to(logits.dtype);

    public static Tensor? WeightsFor(Tensor logits, double[]? weights) => weights is null ? null : tensor(weights, dtype: logits.dtype, device: logits.device);
}
