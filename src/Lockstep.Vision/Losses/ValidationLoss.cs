using Lockstep.Recipes;
using static TorchSharp.torch;

namespace Lockstep.Vision.Losses;

/// <summary>The loss over a whole set, gathered from its batches: what one batch of all of it would give.</summary>
/// <remarks>
/// A weighted cross-entropy is divided by the sum of the weights of its batch, so that a mean of such means is none: there the weighted losses and the weights are
/// summed by image, in double precision. Every other loss is a plain mean, whose mean over the batches, each by its number of images, is the mean over the set.
/// </remarks>
internal sealed class ValidationLoss(LossRecipe recipe, double[]? classWeights)
{
    private readonly Func<Tensor, Tensor, Tensor> ofBatch = LossCatalog.Build(recipe, classWeights);
    private readonly double[]? weights = recipe.Name == "cross_entropy" ? classWeights : null;
    private double sum;
    private double whole;

    /// <summary>NaN before there was a batch.</summary>
    public double Value => sum / whole;

    /// <param name="logits">N×classes, on the device.</param>
    /// <param name="labels">N class indices, there too.</param>
    /// <param name="rows">The same logits, by image.</param>
    /// <param name="classes">The same labels.</param>
    public void Add(Tensor logits, Tensor labels, IReadOnlyList<float[]> rows, IReadOnlyList<int> classes)
    {
        if (weights is null)
        {
            sum += ofBatch(logits, labels).item<float>() * (double)rows.Count;
            whole += rows.Count;
            return;
        }

        foreach (var (row, label) in rows.Zip(classes))
        {
            sum += WeightedCrossEntropy(row, label, weights);
            whole += weights[label];
        }
    }

    /// <summary>PyTorch's cross_entropy before it is divided: (1 − smoothing) × the class's weight × its −log p, and smoothing / classes × the same sum over all classes.</summary>
    private double WeightedCrossEntropy(float[] logits, int label, double[] weightOf)
    {
        var most = (double)logits.Max();
        var logOfSum = most + Math.Log(logits.Sum(logit => Math.Exp(logit - most)));
        var smoothing = recipe.LabelSmoothing ?? 0;
        var own = (1 - smoothing) * weightOf[label] * (logOfSum - logits[label]);
        return smoothing == 0 ? own : own + (smoothing / logits.Length * logits.Select((logit, index) => weightOf[index] * (logOfSum - logit)).Sum());
    }
}
