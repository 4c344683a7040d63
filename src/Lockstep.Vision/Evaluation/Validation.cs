using System.Runtime.InteropServices;
using Lockstep.Samples;
using Lockstep.Vision.Loading;
using Lockstep.Vision.Losses;
using Lockstep.Vision.Models;
using Lockstep.Vision.Native;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Lockstep.Vision.Evaluation;

/// <summary>How a model does on the validation samples.</summary>
/// <param name="Loss">Over the samples, by the loss that it is trained with (<see cref="ValidationLoss"/>); NaN where none was asked for.</param>
/// <param name="Predictions">In the order of the samples.</param>
public sealed record Validation(double Loss, ConfusionMatrix Confusion, IReadOnlyList<Prediction> Predictions)
{
    /// <summary>What the user should know of a model that draws.</summary>
    public const string DrawsWarning = "Model: it draws random numbers in evaluation mode too, as dropout does in a TorchScript module that was traced in training mode. Each image is evaluated by itself, with draws from the recipe's seed, so that the figures repeat; but they are not those of the whole network. Write the module with 'torch.jit.script(model)', which heeds eval().";

    /// <summary>Whether the model drew random numbers for it.</summary>
    public bool Draws { get; init; }

    /// <summary>Runs the model over all samples, in their order, without gradients. Libtorch's generator is left as it was.</summary>
    /// <param name="mode">As the model was taken by.</param>
    /// <param name="seed">The recipe's, for a model that draws.</param>
    /// <param name="loss">One that no batch was added to; null for none.</param>
    /// <param name="scores">As <see cref="ClassScores.KindFor"/> names it.</param>
    /// <exception cref="LockstepException">The model changed while it was validated.</exception>
    internal static Validation Of(Module<Tensor, Tensor> model, ComputeMode mode, long seed, ValidationLoss? loss, string scores, BatchLoader loader, IReadOnlyList<Sample> samples, IReadOnlyList<string> classes, CancellationToken cancellation)
    {
        using var undisturbed = Collections.HoldBack();
        using var noGradient = no_grad();
        using var inference = new Inference(model, mode, seed);
        var confusion = new ConfusionMatrix(classes);
        var predictions = new List<Prediction>(samples.Count);
        foreach (var batch in loader.Read(samples, epoch: 0, cancellation))
        {
            using (batch)
            {
                using var scope = NewDisposeScope();
                using var copy = mode.CopyOf(batch);
                var answers = inference.Of((copy ?? batch).Images);
                var logits = answers.cpu();
                var rows = Rows(logits);
                loss?.Add(rows, [.. batch.Samples.Select(sample => sample.Class)]);
                foreach (var (own, predicted) in rows.Zip(logits.argmax(1).data<long>()))
                {
                    var prediction = Prediction.Of(samples[predictions.Count], ClassScores.Of(own, scores), (int)predicted);
                    predictions.Add(prediction);
                    confusion.Add(prediction.Sample.Class, prediction.Predicted);
                }
            }

            Collections.AllowHere();
        }

        inference.RefuseChanges();
        model.train();
        return new Validation(loss?.Value ?? double.NaN, confusion, predictions) { Draws = inference.Draws };
    }

    /// <summary>Each image's numbers.</summary>
    internal static float[][] Rows(Tensor logits)
    {
        using var plain = logits.contiguous();
        var numbers = MemoryMarshal.Cast<byte, float>(plain.bytes);
        var (rows, classes) = (new float[logits.shape[0]][], (int)logits.shape[1]);
        for (var row = 0; row < rows.Length; row++)
        {
            rows[row] = numbers.Slice(row * classes, classes).ToArray();
        }

        return rows;
    }
}
