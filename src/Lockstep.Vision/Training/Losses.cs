using Lockstep.Recipes;
using static TorchSharp.torch;

namespace Lockstep.Vision.Training;

/// <summary>Every loss a recipe can name: N×classes logits and N class indices to a mean over the N.</summary>
internal static class Losses
{
    public static Func<Tensor, Tensor, Tensor> Build(LossRecipe recipe) => recipe.Name switch
    {
        "cross_entropy" => (logits, labels) => nn.functional.cross_entropy(logits, labels, label_smoothing: recipe.LabelSmoothing),
        _ => throw new ArgumentException($"No loss is named '{recipe.Name}'.", nameof(recipe)),
    };
}
