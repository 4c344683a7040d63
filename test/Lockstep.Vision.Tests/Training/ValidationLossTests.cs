using CsCheck;
using Lockstep.Recipes;
using Lockstep.Vision.Losses;
using Lockstep.Vision.Native;
using Lockstep.Vision.Tests.Native;
using Lockstep.Vision.Tests.Recipes;
using static TorchSharp.torch;

namespace Lockstep.Vision.Tests.Training;

[Collection(LibtorchState.Name)]
public sealed class ValidationLossTests
{
    private const double Rounding = 1e-12;

    /// <summary>
    /// The definition written plainly drops what is beside 1 in a logarithm, a few units of 1e-16: losses below
    /// this are held to as much as one of it is.
    /// </summary>
    private const double Small = 1e-3;

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
            0 => RecipeText.Loss(FormattableString.Invariant($"{{label_smoothing: {smoothing}}}")),
            1 => RecipeText.Loss("bce"),
            2 => RecipeText.Loss("{name: focal, alpha: null}"),
            _ => RecipeText.Loss("{name: focal, gamma: 1.5, alpha: 0.3}"),
        }
        from batch in Gen.Int[1, 64]
        select (loss, weights, labels, logits.Select(row => row.Select(logit => logit * scale).ToArray()).ToArray(), batch);

    public ValidationLossTests() => NativeLibraries.Load();

    [Fact]
    public void It_is_that_of_the_whole_set_whatever_the_size_of_the_batches() =>
        Sets.Sample(set => Near(Plain(set.Loss, set.Weights, set.Labels, set.Logits), InBatches(set)), iter: 500, threads: 1);

    [Fact]
    public void It_has_the_same_bits_in_batches_of_any_size() =>
        Sets.Sample(set => Assert.Equal(InBatches(set with { BatchSize = 64 }), InBatches(set)), iter: 100, threads: 1);

    [Fact]
    public void It_is_what_libtorch_gives_for_one_batch_of_the_whole_set_in_64_bits() => Sets.Sample(
        set =>
        {
            using var scope = NewDisposeScope();
            var whole = LossCatalog.Build(set.Loss, set.Weights)(LogitsOf(set.Logits).to(ScalarType.Float64), LabelsOf(set.Labels));
            Near(whole.item<double>(), InBatches(set));
        },
        iter: 300,
        threads: 1);

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_number_of_the_network_that_is_none_makes_it_none(float bad)
    {
        foreach (var place in new[] { 0, 1, 2 })
        {
            var loss = new ValidationLoss(RecipeText.Loss("{label_smoothing: 0.1}"), null);
            loss.Add([[.. Enumerable.Range(0, 3).Select(index => index == place ? bad : index)]], [1]);
            Assert.Equal(double.NaN, loss.Value);
        }
    }

    private static double InBatches((LossRecipe Loss, double[]? Weights, int[] Labels, float[][] Logits, int BatchSize) set)
    {
        var loss = new ValidationLoss(set.Loss, set.Weights);
        foreach (var batch in Enumerable.Range(0, set.Labels.Length).Chunk(set.BatchSize))
        {
            float[][] rows = [.. batch.Select(place => set.Logits[place])];
            int[] labels = [.. batch.Select(place => set.Labels[place])];
            loss.Add(rows, labels);
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
            var smoothing = loss.Values.Number("label_smoothing");
            double Of((int Label, double[] Row) image)
            {
                var minusLogs = image.Row.Select(logit => Math.Log(image.Row.Sum(other => Math.Exp(other - logit)))).ToArray();
                return ((1 - smoothing) * WeightOf(image.Label) * minusLogs[image.Label])
                    + (smoothing / image.Row.Length * minusLogs.Select((minusLog, index) => WeightOf(index) * minusLog).Sum());
            }

            return images.Sum(Of) / images.Sum(image => WeightOf(image.Label));
        }

        var (focus, own) = loss.Name == "focal" ? ((double?)loss.Values.Number("gamma"), loss.Values.NumberOrNull("alpha")) : (null, null);
        double OfClass(double logit, bool isOwn)
        {
            var rightness = isOwn ? logit : -logit;
            var minusLog = rightness > 0 ? Math.Log(1 + Math.Exp(-rightness)) : -rightness + Math.Log(1 + Math.Exp(rightness));
            return focus is { } gamma
                ? minusLog * Math.Pow(1 / (1 + Math.Exp(rightness)), gamma) * (own is { } alpha ? isOwn ? alpha : 1 - alpha : 1)
                : minusLog;
        }

        return images.Average(image => image.Row.Select((logit, index) => WeightOf(index) * OfClass(logit, index == image.Label)).Average());
    }

    private static Tensor LogitsOf(float[][] rows) => tensor(rows.SelectMany(row => row).ToArray()).reshape(rows.Length, -1);

    private static Tensor LabelsOf(int[] labels) => tensor(labels.Select(label => (long)label).ToArray());

    private static void Near(double expected, double actual) =>
        Assert.True(
            Math.Abs(expected - actual) <= Rounding * Math.Max(Math.Abs(expected), Small), FormattableString.Invariant($"{actual:R}, expected {expected:R}"));
}
