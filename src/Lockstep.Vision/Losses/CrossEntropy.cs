using Lockstep.Recipes;
using Lockstep.Schema;
using static Lockstep.Vision.Losses.BuiltInLoss;
using static TorchSharp.torch.nn;

namespace Lockstep.Vision.Losses;

/// <summary>Cross-entropy over the classes.</summary>
internal static class CrossEntropy
{
    public static BuiltInLoss BuiltIn { get; } = new(
        new(
            Name,
            "Cross-entropy over the classes.",
            new Key("label_smoothing", CommonShapes.BelowOne, DefaultValue.Of(0.0), "The part of the target that is spread over all classes."),
            ClassWeights("The mean over a batch, and over all validation images, is then a weighted one.")),
        (values, classWeights) =>
        {
            var smoothing = Smoothing(values);
            return (logits, labels) => functional.cross_entropy(logits, labels, WeightsFor(logits, classWeights), label_smoothing: smoothing);
        });

    /// <summary>As a recipe names it.</summary>
    public const string Name = "cross_entropy";

    public static double Smoothing(RecipeValues values) => values.Number("label_smoothing");
}
