using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Lockstep.Vision.Models;

/// <summary>ResNet-18 with the ImageNet stem: N×3×H×W to N×classes.</summary>
/// <remarks>
/// Parameter names are torchvision's. Convolutions start from Kaiming normal, fan out; batch norm at 1 and 0.
/// Source: He et al., Deep Residual Learning for Image Recognition, 2015, table 1.
/// </remarks>
public sealed class ResNet18 : Module<Tensor, Tensor>
{
    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly MaxPool2d maxpool;
    private readonly Sequential layer1;
    private readonly Sequential layer2;
    private readonly Sequential layer3;
    private readonly Sequential layer4;
    private readonly Linear fc;

    public ResNet18(int classes)
        : base(nameof(ResNet18))
    {
        conv1 = ResNetBlock.Convolution(3, 64, kernel: 7, stride: 2);
        bn1 = BatchNorm2d(64);
        maxpool = MaxPool2d(3, stride: 2, padding: 1);
        layer1 = Stage(64, 64, stride: 1);
        layer2 = Stage(64, 128, stride: 2);
        layer3 = Stage(128, 256, stride: 2);
        layer4 = Stage(256, 512, stride: 2);
        fc = Linear(512, classes);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = maxpool.forward(bn1.forward(conv1.forward(input)).relu_());
        x = layer4.forward(layer3.forward(layer2.forward(layer1.forward(x))));
        return fc.forward(x.mean([2, 3])).MoveToOuterDisposeScope();
    }

    private static Sequential Stage(int from, int to, int stride) =>
        Sequential(("0", new ResNetBlock(from, to, stride)), ("1", new ResNetBlock(to, to, stride: 1)));
}
