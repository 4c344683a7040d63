using static Lockstep.Vision.Losses.BuiltInLoss;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Lockstep.Vision.Losses;

/// <summary>Binary cross-entropy of each class against the rest in which what is right already counts little.</summary>
internal static class FocalLoss
{
    public static BuiltInLoss BuiltIn { get; } = new("focal", (recipe, classWeights) =>
    {
        var gamma = Set(recipe.Gamma);
        return (logits, labels) => Focal(logits, labels, gamma, recipe.Alpha, WeightsFor(logits, classWeights));
    });

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
}
