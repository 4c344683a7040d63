using System.Runtime.InteropServices;
using Lockstep.Vision.Models;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Lockstep.Vision.Evaluation;

/// <summary>
/// Tries whether a model that is not Lockstep's own heeds <c>train()</c> and <c>eval()</c>, on two images. What was tried is for nothing else.
/// </summary>
internal static class ModeCheck
{
    private static readonly string[] Statistics = ["running_mean", "running_var", "num_batches_tracked"];

    /// <returns>What the user should know, in sentences.</returns>
    /// <exception cref="LockstepException">It changes itself in evaluation mode.</exception>
    public static IReadOnlyList<string> Check(Module<Tensor, Tensor> model, int height, int width)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var warnings = new List<string>();
        try
        {
            var images = (arange(2L * 3 * height * width) % 251).reshape(2, 3, height, width).to(ScalarType.Float32) / 251;
            using (var inference = new Inference(model, new ComputeMode(CPU, "float32"), seed: 0))
            {
                inference.Of(images);
                inference.RefuseChanges();
                if (inference.Draws)
                {
                    warnings.Add(Validation.DrawsWarning);
                }
            }

            var before = ModelState.Of(model);
            model.train();
            model.call(images);
            warnings.AddRange(StillBatchNorm(model, before.ChangesIn(model)));
        }
        catch (Exception exception) when (exception is ExternalException
            or InvalidOperationException or ArgumentException or NotImplementedException or InvalidCastException)
        {
            // What can't be tried here, such as batch norm of a single value, is for training to say.
        }

        return warnings;
    }

    private static IEnumerable<string> StillBatchNorm(Module model, IReadOnlyList<string> changed)
    {
        string[] all = [.. Parents(model.state_dict().Keys)];
        string[] still = [.. all.Except(Parents(changed), StringComparer.Ordinal)];
        return still.Length == 0 ? [] :
        [
            $"Model: {still.Length} of its {all.Length} batch norms keep their statistics in training, '{still[0]}' first, "
            + "as in a TorchScript module that was traced in evaluation mode: they are never trained. Write the module with 'torch.jit.script(model)', "
            + "which heeds train().",
        ];
    }

    /// <summary>The modules that have statistics among these tensors.</summary>
    private static IEnumerable<string> Parents(IEnumerable<string> tensors) => tensors
        .Where(name => Statistics.Contains(name[(name.LastIndexOf('.') + 1)..]))
        .Select(name => name[..Math.Max(0, name.LastIndexOf('.'))])
        .Distinct(StringComparer.Ordinal);
}
