using Lockstep.Recipes;

namespace Lockstep.Vision.Losses;

/// <summary>
/// The loss over a whole set, gathered image by image in double precision: what one batch of all of it would give, whatever the size of the batches.
/// </summary>
/// <remarks>
/// The definitions are those of <see cref="LossCatalog"/>. Every image's loss is a sum of numbers that are not negative, so that a small one keeps its digits.
/// A cross-entropy with class weights is divided by the sum of its images' weights, every other loss by the number of images.
/// </remarks>
internal sealed class ValidationLoss(LossRecipe recipe, double[]? classWeights)
{
    private readonly bool isCrossEntropy = recipe.Name == Losses.CrossEntropy.Name;
    private readonly double smoothing = recipe.Name == Losses.CrossEntropy.Name ? Losses.CrossEntropy.Smoothing(recipe.Values) : 0;
    private readonly (double Gamma, double? Alpha)? focal = recipe.Name == FocalLoss.Name ? FocalLoss.Parameters(recipe.Values) : null;
    private double sum;
    private double whole;

    /// <summary>NaN before there was an image.</summary>
    public double Value => sum / whole;

    /// <param name="logits">By image: one number a class.</param>
    /// <param name="classes">Each image's own.</param>
    public void Add(IReadOnlyList<float[]> logits, IReadOnlyList<int> classes)
    {
        for (var image = 0; image < classes.Count; image++)
        {
            sum += isCrossEntropy ? CrossEntropy(logits[image], classes[image]) : AgainstTheRest(logits[image], classes[image]);
            whole += isCrossEntropy ? WeightOf(classes[image]) : 1;
        }
    }

    /// <summary>
    /// PyTorch's cross_entropy before it is divided: (1 − smoothing) × the class's weight × its −log p, and smoothing /
    /// classes × the same sum over all classes.
    /// </summary>
    private double CrossEntropy(float[] logits, int label)
    {
        var most = 0;
        for (var index = 1; index < logits.Length; index++)
        {
            most = logits[index] > logits[most] ? index : most;
        }

        var others = 0.0;
        for (var index = 0; index < logits.Length; index++)
        {
            others += index == most ? 0 : Math.Exp((double)logits[index] - logits[most]);
        }

        var minusLogOfMost = LogOfOneAnd(others);
        double MinusLog(int index) => ((double)logits[most] - logits[index]) + minusLogOfMost;

        var ofLabel = (1 - smoothing) * WeightOf(label) * MinusLog(label);
        if (smoothing == 0)
        {
            return ofLabel;
        }

        var ofAll = 0.0;
        for (var index = 0; index < logits.Length; index++)
        {
            ofAll += WeightOf(index) * MinusLog(index);
        }

        return ofLabel + (smoothing / logits.Length * ofAll);
    }

    /// <summary>The mean over the classes, each a yes or no of its own: binary cross-entropy, or focal loss where the recipe names that.</summary>
    private double AgainstTheRest(float[] logits, int label)
    {
        var all = 0.0;
        for (var index = 0; index < logits.Length; index++)
        {
            var rightness = index == label ? logits[index] : -(double)logits[index];
            var each = MinusLogSigmoid(rightness);
            if (focal is var (gamma, alpha))
            {
                each *= Math.Exp(-MinusLogSigmoid(-rightness) * gamma);
                each *= alpha is { } own ? index == label ? own : 1 - own : 1;
            }

            all += WeightOf(index) * each;
        }

        return all / logits.Length;
    }

    private double WeightOf(int index) => classWeights is null ? 1 : classWeights[index];

    private static double MinusLogSigmoid(double x) => Math.Max(-x, 0) + LogOfOneAnd(Math.Exp(-Math.Abs(x)));

    /// <summary>log(1 + x) with the digits of a small x, which 1 + x drops (Kahan).</summary>
    private static double LogOfOneAnd(double x)
    {
        var sum = 1 + x;
        return sum == 1 ? x : Math.Log(sum) * (x / (sum - 1));
    }
}
