using System.Runtime.InteropServices;
using Lockstep.Data;
using Lockstep.Vision.Loading;
using Lockstep.Vision.Models;
using Lockstep.Vision.Native;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Lockstep.Vision.Evaluation;

/// <summary>How a model does on the validation samples.</summary>
/// <param name="Loss">Mean over the samples, by the loss that it is trained with; NaN where none was asked for.</param>
/// <param name="Predictions">In the order of the samples.</param>
public sealed record Validation(double Loss, ConfusionMatrix Confusion, IReadOnlyList<Prediction> Predictions)
{
    /// <summary>Runs the model over all samples, in their order, without gradients.</summary>
    /// <param name="mode">As the model was taken by.</param>
    /// <param name="scores">As <see cref="ClassScores.KindFor"/> names it.</param>
    public static Validation Of(Module<Tensor, Tensor> model, ComputeMode mode, Func<Tensor, Tensor, Tensor>? loss, string scores, BatchLoader loader, IReadOnlyList<Sample> samples, IReadOnlyList<string> classes, CancellationToken cancellation)
    {
        using var undisturbed = Collections.HoldBack();
        model.eval();
        using var noGradient = no_grad();
        var confusion = new ConfusionMatrix(classes);
        var predictions = new List<Prediction>(samples.Count);
        var sum = 0.0;
        foreach (var batch in loader.Read(samples, epoch: 0, cancellation))
        {
            using (batch)
            {
                using var scope = NewDisposeScope();
                using var copy = mode.CopyOf(batch);
                var answers = mode.Forward(model, (copy ?? batch).Images);
                var logits = answers.cpu();
                sum += loss is null ? double.NaN : loss(answers, (copy ?? batch).Labels).item<float>() * (double)batch.Labels.shape[0];
                foreach (var (own, predicted) in Rows(logits).Zip(logits.argmax(1).data<long>()))
                {
                    var prediction = Prediction.Of(samples[predictions.Count], ClassScores.Of(own, scores), (int)predicted);
                    predictions.Add(prediction);
                    confusion.Add(prediction.Sample.Class, prediction.Predicted);
                }
            }

            Collections.AllowHere();
        }

        model.train();
        return new Validation(sum / samples.Count, confusion, predictions);
    }

    /// <summary>Each image's numbers.</summary>
    internal static IEnumerable<float[]> Rows(Tensor logits)
    {
        using var plain = logits.contiguous();
        return MemoryMarshal.Cast<byte, float>(plain.bytes).ToArray().Chunk((int)logits.shape[1]);
    }
}
