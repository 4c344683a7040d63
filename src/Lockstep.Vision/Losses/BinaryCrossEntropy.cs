using static Lockstep.Vision.Losses.BuiltInLoss;
using static TorchSharp.torch.nn;

namespace Lockstep.Vision.Losses;

/// <summary>Binary cross-entropy of each class against the rest.</summary>
internal static class BinaryCrossEntropy
{
    public static BuiltInLoss BuiltIn { get; } = new(
        new(
            "bce",
            "Binary cross-entropy of each class against the rest, the mean over images and classes.",
            ClassWeights("Each weighs the answers about its class.")),
        (_, classWeights) => (logits, labels) =>
            functional.binary_cross_entropy_with_logits(logits, OneHot(labels, logits), WeightsFor(logits, classWeights)))
    {
        Scores = "sigmoid",
    };
}
