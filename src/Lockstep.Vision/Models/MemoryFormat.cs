using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Lockstep.Vision.Models;

/// <summary>Channels-last weights: the same numbers, laid out so that a pixel's channels lie together, which CPU convolutions run faster on.</summary>
internal static class MemoryFormat
{
    /// <summary>Lays out every 4-dimensional parameter channels-last, in place.</summary>
    /// <remarks>TorchSharp has no memory-format argument; permuting, copying and permuting back gives the same strides.</remarks>
    public static void ToChannelsLast(Module model)
    {
        using var noGradient = no_grad();
        foreach (var (_, parameter) in model.named_parameters().Where(named => named.parameter.dim() == 4))
        {
            using var last = parameter.permute(0, 2, 3, 1).contiguous();
            using var view = last.permute(0, 3, 1, 2);
            parameter.set_(view);
        }
    }
}
