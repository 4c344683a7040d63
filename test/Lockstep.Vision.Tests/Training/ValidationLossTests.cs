using CsCheck;
using Lockstep.Recipes;
using Lockstep.Vision.Losses;
using Lockstep.Vision.Native;
using Lockstep.Vision.Tests.Native;
using static TorchSharp.torch;

namespace Lockstep.Vision.Tests.Training;

[Collection(LibtorchState.Name)]
public sealed class ValidationLossTests
{
    /// <summary>A mean of 32-bit means is the mean to their rounding; what is summed by image is it to that of 64 bits.</summary>
    private const double Rounding = 3e-6;

    /// <summary>A small loss is the difference of two logits in 32 bits, and no better than a few units in their last place.</summary>
    private const double LastPlaces = 4 * 1.2e-7;

    private static readonly Gen<(LossRecipe Loss, double[]? Weights, int[] Labels, float[][] Logits, int BatchSize)> Sets =
        from classes in Gen.Int[2, 9]
        from present in Gen.Int[1, classes] // the others have no image
        from labels in Gen.Int[0, present - 1].Array[1, 130]
        from scale in Gen.Float[0.01f, 30f]
        from logits in Gen.Float[-1f, 1f].Array[classes].Array[labels.Length]
        from weights in Gen.OneOf(Gen.Const((double[]?)null), Gen.Double[0.01, 9].Array[classes].Select(list => (double[]?)list))
        from smoothing in Gen.OneOf(Gen.Const(0.0), Gen.Double[0.01, 0.5])
        from kind in Gen.Int[0, 3]
        let loss = kind switch
        {
            0 => new LossRecipe("cross_entropy", smoothing),
            1 => new LossRecipe("bce", null),
            2 => new LossRecipe("focal", null) { Gamma = 2 },
            _ => new LossRecipe("focal", null) { Gamma = 1.5, Alpha = 0.3 },
        }
        from batch in Gen.Int[1, 64]
        select (loss, weights, labels, logits.Select(row => row.Select(logit => logit * scale).ToArray()).ToArray(), batch);

    public ValidationLossTests() => NativeLibraries.Load();

    [Fact]
    public void It_is_that_of_the_whole_set_whatever_the_size_of_the_batches() => Sets.Sample(
        set =>
        {
            var isSummedByImage = set.Loss.Name == "cross_entropy" && set.Weights is not null;
            var largest = set.Logits.Max(row => row.Max(Math.Abs));
            Near(Plain(set.Loss, set.Weights, set.Labels, set.Logits), InBatches(set), isSummedByImage ? 1e-12 : Rounding, isSummedByImage ? 0 : LastPlaces * largest);
        },
        iter: 300,
        threads: 1);

    [Fact]
    public void A_weighted_cross_entropy_has_the_same_bits_in_batches_of_any_size_and_is_that_of_one_batch_in_training() => Sets.Where(set => set.Loss.Name == "cross_entropy" && set.Weights is not null).Sample(
        set =>
        {
            Assert.Equal(InBatches(set with { BatchSize = 64 }), InBatches(set));
            using var scope = NewDisposeScope();
            Near(LossCatalog.Build(set.Loss, set.Weights)(LogitsOf(set.Logits), LabelsOf(set.Labels)).item<float>(), InBatches(set), 1e-4, LastPlaces * set.Logits.Max(row => row.Max(Math.Abs)));
        },
        iter: 60,
        threads: 1);

    [Fact]
    public void Without_weights_it_is_the_mean_of_the_batches_by_their_images_to_the_bit() => Sets.Where(set => set.Weights is null).Sample(
        set =>
        {
            using var scope = NewDisposeScope();
            var loss = LossCatalog.Build(set.Loss, null);
            var sum = Enumerable.Range(0, set.Labels.Length).Chunk(set.BatchSize).Sum(batch => loss(LogitsOf([.. batch.Select(place => set.Logits[place])]), LabelsOf([.. batch.Select(place => set.Labels[place])])).item<float>() * (double)batch.Length);
            Assert.Equal(sum / set.Labels.Length, InBatches(set));
        },
        iter: 60,
        threads: 1);

    private static double InBatches((LossRecipe Loss, double[]? Weights, int[] Labels, float[][] Logits, int BatchSize) set)
    {
        using var scope = NewDisposeScope();
        var loss = new ValidationLoss(set.Loss, set.Weights);
        foreach (var batch in Enumerable.Range(0, set.Labels.Length).Chunk(set.BatchSize))
        {
            float[][] rows = [.. batch.Select(place => set.Logits[place])];
            int[] labels = [.. batch.Select(place => set.Labels[place])];
            loss.Add(LogitsOf(rows), LabelsOf(labels), rows, labels);
        }

        return loss.Value;
    }

    /// <summary>By the definitions, over all images at once.</summary>
    private static double Plain(LossRecipe loss, double[]? weights, int[] labels, float[][] logits)
    {
        double WeightOf(int index) => weights?[index] ?? 1;
        var images = labels.Zip(logits, (label, row) => (Label: label, Row: row.Select(logit => (double)logit).ToArray())).ToArray();
        if (loss.Name == "cross_entropy")
        {
            var smoothing = loss.LabelSmoothing ?? 0;
            double Of((int Label, double[] Row) image)
            {
                var minusLogs = image.Row.Select(logit => Math.Log(image.Row.Sum(other => Math.Exp(other - logit)))).ToArray();
                return ((1 - smoothing) * WeightOf(image.Label) * minusLogs[image.Label]) + (smoothing / image.Row.Length * minusLogs.Select((minusLog, index) => WeightOf(index) * minusLog).Sum());
            }

            return images.Sum(Of) / images.Sum(image => WeightOf(image.Label));
        }

        double OfClass(double logit, bool isOwn)
        {
            var rightness = isOwn ? logit : -logit;
            var minusLog = rightness > 0 ? Math.Log(1 + Math.Exp(-rightness)) : -rightness + Math.Log(1 + Math.Exp(rightness));
            return loss.Gamma is { } gamma ? minusLog * Math.Pow(1 / (1 + Math.Exp(rightness)), gamma) * (loss.Alpha is { } alpha ? isOwn ? alpha : 1 - alpha : 1) : minusLog;
        }

        return images.Average(image => image.Row.Select((logit, index) => WeightOf(index) * OfClass(logit, index == image.Label)).Average());
    }

    private static Tensor LogitsOf(float[][] rows) => tensor(rows.SelectMany(row => row).ToArray()).reshape(rows.Length, -1);

    private static Tensor LabelsOf(int[] labels) => tensor(labels.Select(label => (long)label).ToArray());

    private static void Near(double expected, double actual, double relative, double absolute = 0) =>
        Assert.True(Math.Abs(expected - actual) <= absolute + (relative * Math.Max(Math.Abs(expected), 1e-3)), FormattableString.Invariant($"{actual:R}, expected {expected:R}"));
}
