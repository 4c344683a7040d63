using Lockstep.Data;
using Lockstep.Vision.Loading;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Lockstep.Vision.Evaluation;

/// <summary>How a model does on the validation samples.</summary>
/// <param name="Loss">Mean over the samples, by the loss that it is trained with.</param>
public sealed record Validation(double Loss, ConfusionMatrix Confusion)
{
    /// <summary>Runs the model over all samples, in their order, without gradients.</summary>
    public static Validation Of(Module<Tensor, Tensor> model, Func<Tensor, Tensor, Tensor> loss, BatchLoader loader, IReadOnlyList<Sample> samples, IReadOnlyList<string> classes, CancellationToken cancellation)
    {
        model.eval();
        using var noGradient = no_grad();
        var confusion = new ConfusionMatrix(classes);
        var sum = 0.0;
        var done = 0;
        foreach (var batch in loader.Read(samples, epoch: 0, cancellation))
        {
            using (batch)
            {
                using var scope = NewDisposeScope();
                var logits = model.call(batch.Images);
                sum += loss(logits, batch.Labels).item<float>() * (double)batch.Labels.shape[0];
                foreach (var predicted in logits.argmax(1).data<long>())
                {
                    confusion.Add(samples[done++].Class, (int)predicted);
                }
            }
        }

        model.train();
        return new Validation(sum / samples.Count, confusion);
    }
}
