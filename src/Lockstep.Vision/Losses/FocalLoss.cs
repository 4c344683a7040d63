using Lockstep.Recipes;
using Lockstep.Schema;
using static Lockstep.Vision.Losses.BuiltInLoss;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Lockstep.Vision.Losses;

/// <summary>Binary cross-entropy of each class against the rest in which what is right already counts little.</summary>
internal static class FocalLoss
{
    public static BuiltInLoss BuiltIn { get; } = new(
        new(
            Name,
            "Binary cross-entropy of each class against the rest in which examples that are already right count little (Lin et al. 2017), "
            + "the mean over images and classes.",
            new Key("gamma", CommonShapes.NotNegative, DefaultValue.Of(2.0), "The greater, the less it counts; 0 makes it binary cross-entropy."),
            new Key(
                "alpha", new NullableShape(CommonShapes.Probability), DefaultValue.Of(0.25),
                "The weight of an image's own class; the other classes have 1 - alpha. Null weighs neither."),
            ClassWeights("Each weighs the answers about its class.")),
        (values, classWeights) =>
        {
            var (gamma, alpha) = Parameters(values);
            return (logits, labels) => Focal(logits, labels, gamma, alpha, WeightsFor(logits, classWeights));
        })
    {
        Scores = "sigmoid",
    };

    /// <summary>As a recipe names it.</summary>
    public const string Name = "focal";

    /// <returns>The exponent, and the weight of an image's own class; null where neither side weighs more.</returns>
    public static (double Gamma, double? Alpha) Parameters(RecipeValues values) => (values.Number("gamma"), values.NumberOrNull("alpha"));

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
