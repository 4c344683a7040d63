using Lockstep.Recipes;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Lockstep.Vision.Losses;

/// <summary>Every loss a recipe can name: N×classes logits and N class indices to a mean over the N.</summary>
internal static class LossCatalog
{
    /// <param name="classWeights">By the class's number; null where all weigh the same.</param>
    public static Func<Tensor, Tensor, Tensor> Build(LossRecipe recipe, double[]? classWeights) => recipe switch
    {
        { Name: "cross_entropy", LabelSmoothing: { } smoothing } => (logits, labels) =>
            functional.cross_entropy(logits, labels, WeightsFor(logits, classWeights), label_smoothing: smoothing),
        { Name: "bce" } => (logits, labels) =>
            functional.binary_cross_entropy_with_logits(logits, OneHot(labels, logits), WeightsFor(logits, classWeights)),
        { Name: "focal", Gamma: { } gamma } => (logits, labels) => Focal(logits, labels, gamma, recipe.Alpha, WeightsFor(logits, classWeights)),
        _ => throw new ArgumentException($"No loss is named '{recipe.Name}', or a field of it is not set.", nameof(recipe)),
    };

    /// <summary>Lin et al., Focal Loss for Dense Object Detection, 2017, equation 5, of each class against the rest.</summary>
    /// <remarks>The power is taken of a logarithm, so that an answer that is right to the last bit has a gradient of 0 and not of NaN.</remarks>
    private static Tensor Focal(Tensor logits, Tensor labels, double gamma, double? alpha, Tensor? weights)
    {
        var target = OneHot(labels, logits);
        var rightness = logits * ((target * 2) - 1);
        var each = functional.logsigmoid(rightness).neg() * (functional.logsigmoid(-rightness) * gamma).exp();
        if (alpha is { } own)
        {
            each *= (target * ((2 * own) - 1)) + (1 - own);
        }

        return (weights is null ? each : each * weights).mean();
    }

    private static Tensor OneHot(Tensor labels, Tensor logits) => functional.one_hot(labels, logits.shape[1]).to(logits.dtype);

    private static Tensor? WeightsFor(Tensor logits, double[]? weights) => weights is null ? null : tensor(weights, dtype: logits.dtype, device: logits.device);
}
