using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Lockstep.Vision.Models;

/// <summary>Two 3×3 convolutions and a shortcut, the basic block of the smaller ResNets.</summary>
internal sealed class ResNetBlock : Module<Tensor, Tensor>
{
    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly Conv2d conv2;
    private readonly BatchNorm2d bn2;
    private readonly Sequential? downsample;

    public ResNetBlock(int from, int to, int stride)
        : base(nameof(ResNetBlock))
    {
        conv1 = Convolution(from, to, kernel: 3, stride);
        bn1 = BatchNorm2d(to);
        conv2 = Convolution(to, to, kernel: 3, stride: 1);
        bn2 = BatchNorm2d(to);
        if (stride != 1 || from != to)
        {
            downsample = Sequential(("0", Convolution(from, to, kernel: 1, stride)), ("1", BatchNorm2d(to)));
        }

        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = bn1.call(conv1.call(input)).relu_();
        x = bn2.call(conv2.call(x));
        return x.add_(downsample?.call(input) ?? input).relu_().MoveToOuterDisposeScope();
    }

    internal static Conv2d Convolution(int from, int to, int kernel, int stride)
    {
        var convolution = Conv2d(from, to, kernel, stride, padding: kernel / 2, bias: false);
        init.kaiming_normal_(convolution.weight, mode: init.FanInOut.FanOut, nonlinearity: init.NonlinearityType.ReLU);
        return convolution;
    }
}
