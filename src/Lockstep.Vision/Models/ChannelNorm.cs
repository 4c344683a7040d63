using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Lockstep.Vision.Models;

/// <summary>Layer norm over the channels of each pixel: N×C×H×W to the same. torchvision calls it LayerNorm2d.</summary>
internal sealed class ChannelNorm : Module<Tensor, Tensor>
{
    private readonly int channels;
    private readonly Parameter weight;
    private readonly Parameter bias;

    public ChannelNorm(int channels)
        : base(nameof(ChannelNorm))
    {
        this.channels = channels;
        weight = new Parameter(ones(channels));
        bias = new Parameter(zeros(channels));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return functional.layer_norm(input.permute(0, 2, 3, 1), [channels], weight, bias, eps: 1e-6).permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }
}
