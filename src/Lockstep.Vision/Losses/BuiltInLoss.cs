using Lockstep.Recipes;
using Lockstep.Schema;
using static TorchSharp.torch;

namespace Lockstep.Vision.Losses;

/// <summary>One of the losses, as its file registers it with <see cref="LossCatalog"/>: N×classes logits and N class indices to a mean over the N.</summary>
/// <param name="Variant">Its name and keys in a recipe.</param>
internal sealed record BuiltInLoss(Variant Variant, BuiltInLoss.Builder Build)
{
    /// <param name="classWeights">By the class's number; null where all weigh the same.</param>
    public delegate Func<Tensor, Tensor, Tensor> Builder(RecipeValues values, double[]? classWeights);

    /// <summary>What makes scores of the numbers that a network trained with it gives: <c>softmax</c>, or <c>sigmoid</c> of each.</summary>
    public string Scores { get; init; } = "softmax";

    /// <summary>Every loss has it.</summary>
    /// <param name="meaning">A sentence of what the weights do.</param>
    public static Key ClassWeights(string meaning) => new(
        "class_weights", new NullableShape(new ClassWeightsShape()), DefaultValue.Null,
        $"One weight a class, in the order of the classes ('lockstep data show' lists them). {meaning} "
        + "Balanced is training images / (classes × training images of the class). In validation too.");

    public static Tensor OneHot(Tensor labels, Tensor logits) => nn.functional.one_hot(labels, logits.shape[1]).to(logits.dtype);

    public static Tensor? WeightsFor(Tensor logits, double[]? weights) => weights is null ? null : tensor(weights, dtype: logits.dtype, device: logits.device);
}
