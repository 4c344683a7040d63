using Lockstep.Samples;
using static TorchSharp.torch;

namespace Lockstep.Vision.Tasks;

/// <summary>Gathers a network's answers, batch after batch.</summary>
internal interface IValidationPass
{
    /// <param name="outputs">Of the network for these samples, on the CPU.</param>
    /// <param name="samples">In the outputs' order.</param>
    void Add(Tensor outputs, IReadOnlyList<Sample> samples);

    /// <param name="draws">Whether the model drew random numbers for its answers.</param>
    IValidation Result(bool draws);
}
