using System.Runtime.InteropServices;
using Lockstep.Samples;
using Lockstep.Vision.Loading;
using Lockstep.Vision.Models;
using Lockstep.Vision.Native;
using Lockstep.Vision.Tasks;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Lockstep.Vision.Evaluation;

/// <summary>Runs a model over samples in evaluation mode.</summary>
internal static class ValidationLoop
{
    /// <summary>Runs the model over all samples, in their order, without gradients. Libtorch's generator is left as it was.</summary>
    /// <param name="mode">As the model was taken by.</param>
    /// <param name="seed">The recipe's, for a model that draws.</param>
    /// <param name="pass">One that no batch was added to.</param>
    /// <exception cref="LockstepException">The model changed while it was validated.</exception>
    public static IValidation Run(
        Module<Tensor, Tensor> model, ComputeMode mode, long seed, IValidationPass pass, BatchLoader loader, IReadOnlyList<Sample> samples,
        CancellationToken cancellation)
    {
        using var undisturbed = GarbageCollection.Suspend();
        using var noGradient = no_grad();
        using var inference = new Inference(model, mode, seed);
        foreach (var batch in loader.Read(samples, epoch: 0, cancellation))
        {
            using (batch)
            {
                using var scope = NewDisposeScope();
                using var copy = mode.CopyOf(batch);
                pass.Add(inference.Of((copy ?? batch).Images).cpu(), batch.Samples);
            }

            GarbageCollection.CollectIfDue();
        }

        inference.RefuseChanges();
        model.train();
        return pass.Result(inference.Draws);
    }

    /// <summary>Each image's numbers.</summary>
    public static IEnumerable<float[]> Rows(Tensor logits)
    {
        using var plain = logits.contiguous();
        return MemoryMarshal.Cast<byte, float>(plain.bytes).ToArray().Chunk((int)logits.shape[1]);
    }
}
