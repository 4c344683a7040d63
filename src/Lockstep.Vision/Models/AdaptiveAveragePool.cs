using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Lockstep.Vision.Models;

/// <summary>
/// PyTorch's <c>AdaptiveAvgPool2d</c> to a square: N×C×H×W to N×C×side×side. Each place is the mean of a part of the image; parts
/// overlap where the side doesn't divide it.
/// </summary>
/// <remarks>On CUDA that layer's gradient has no deterministic form, so there the mean of each part is taken by itself, of rows and then of columns.</remarks>
internal sealed class AdaptiveAveragePool(int side) : Module<Tensor, Tensor>(nameof(AdaptiveAveragePool))
{
    public override Tensor forward(Tensor input)
    {
        if (input.device_type == TorchSharp.DeviceType.CPU)
        {
            return functional.adaptive_avg_pool2d(input, side);
        }

        using var scope = NewDisposeScope();
        return Pooled(input).MoveToOuterDisposeScope();
    }

    /// <summary>By operations that are deterministic on every device.</summary>
    internal Tensor Pooled(Tensor input) => Pooled(Pooled(input, 2), 3);

    private Tensor Pooled(Tensor input, int dimension)
    {
        var length = input.shape[dimension];
        return length == side ? input.alias() : cat(
            [.. Enumerable.Range(0, side).Select(place => Part(input, dimension, place * length / side, ((((place + 1) * length) - 1) / side) + 1))],
            dimension);
    }

    private static Tensor Part(Tensor input, int dimension, long from, long to) => input.narrow(dimension, from, to - from).mean([dimension], keepdim: true);
}
