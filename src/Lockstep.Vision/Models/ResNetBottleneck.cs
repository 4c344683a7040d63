using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Lockstep.Vision.Models;

/// <summary>A 1×1, a 3×3 and a 1×1 convolution and a shortcut, the block of the deeper ResNets.</summary>
internal sealed class ResNetBottleneck : Module<Tensor, Tensor>
{
    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly Conv2d conv2;
    private readonly BatchNorm2d bn2;
    private readonly Conv2d conv3;
    private readonly BatchNorm2d bn3;
    private readonly Sequential? downsample;

    public ResNetBottleneck(int from, int width, int to, int stride)
        : base(nameof(ResNetBottleneck))
    {
        conv1 = ResNetBlock.Convolution(from, width, kernel: 1, stride: 1);
        bn1 = BatchNorm2d(width);
        conv2 = ResNetBlock.Convolution(width, width, kernel: 3, stride);
        bn2 = BatchNorm2d(width);
        conv3 = ResNetBlock.Convolution(width, to, kernel: 1, stride: 1);
        bn3 = BatchNorm2d(to);
        if (stride != 1 || from != to)
        {
            downsample = Sequential(("0", ResNetBlock.Convolution(from, to, kernel: 1, stride)), ("1", BatchNorm2d(to)));
        }

        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = bn1.call(conv1.call(input)).relu_();
        x = bn2.call(conv2.call(x)).relu_();
        x = bn3.call(conv3.call(x));
        return x.add_(downsample?.call(input) ?? input).relu_().MoveToOuterDisposeScope();
    }
}
