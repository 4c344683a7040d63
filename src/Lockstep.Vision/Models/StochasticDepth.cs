using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Lockstep.Vision.Models;

/// <summary>In training, leaves out a block for an image with some probability, and scales the rest so that the mean stays.</summary>
/// <remarks>Draws from libtorch's generator, one number an image. Source: Huang et al., Deep Networks with Stochastic Depth, 2016.</remarks>
internal sealed class StochasticDepth(double probability) : Module<Tensor, Tensor>(nameof(StochasticDepth))
{
    public override Tensor forward(Tensor input)
    {
        if (!training || probability == 0)
        {
            return input.alias();
        }

        using var scope = NewDisposeScope();
        long[] oneAnImage = [input.shape[0], .. Enumerable.Repeat(1L, (int)input.dim() - 1)];
        var kept = empty(oneAnImage, input.dtype, input.device).bernoulli_(1 - probability).div_(1 - probability);
        return (input * kept).MoveToOuterDisposeScope();
    }
}
