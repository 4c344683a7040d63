using static Lockstep.Vision.Losses.BuiltInLoss;
using static TorchSharp.torch.nn;

namespace Lockstep.Vision.Losses;

/// <summary>Cross-entropy over the classes.</summary>
internal static class CrossEntropy
{
    public static BuiltInLoss BuiltIn { get; } = new("cross_entropy", (recipe, classWeights) =>
    {
        var smoothing = Set(recipe.LabelSmoothing);
        return (logits, labels) => functional.cross_entropy(logits, labels, WeightsFor(logits, classWeights), label_smoothing: smoothing);
    });
}
