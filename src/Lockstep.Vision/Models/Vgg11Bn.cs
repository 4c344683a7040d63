using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Lockstep.Vision.Models;

/// <summary>VGG-11 with batch norm: N×3×H×W to N×classes; H and W at least 32.</summary>
/// <remarks>
/// Parameter names are torchvision's. Convolutions start from Kaiming normal, fan out, with a bias of 0; batch norm at 1 and 0; linear layers from a
/// normal distribution of deviation 0.01. Source: Simonyan and Zisserman, Very Deep Convolutional Networks, 2014, table 1, column A.
/// </remarks>
internal sealed class Vgg11Bn : Module<Tensor, Tensor>
{
    internal static BuiltInModel BuiltIn { get; } = new(
        "vgg11_bn", "VGG-11 with batch norm (Simonyan and Zisserman 2014); images of at least 32×32 pixels.", [], (_, _, classes) => new Vgg11Bn(classes))
    {
        LeastSide = 32,
    };

    private const int Pool = 0;
    private static readonly int[] Plan = [64, Pool, 128, Pool, 256, 256, Pool, 512, 512, Pool, 512, 512, Pool];

    private readonly Sequential features;
    private readonly AdaptiveAveragePool avgpool;
    private readonly Sequential classifier;

    public Vgg11Bn(int classes)
        : base(nameof(Vgg11Bn))
    {
        features = Layers.InOrder(Features());
        avgpool = new AdaptiveAveragePool(7);
        classifier = Layers.InOrder(
            Layers.FromNormal(Linear(512 * 7 * 7, 4096), 0.01),
            ReLU(inplace: true),
            Dropout(),
            Layers.FromNormal(Linear(4096, 4096), 0.01),
            ReLU(inplace: true),
            Dropout(),
            Layers.FromNormal(Linear(4096, classes), 0.01));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return classifier.call(avgpool.call(features.call(input)).flatten(1)).MoveToOuterDisposeScope();
    }

    private static IEnumerable<Module<Tensor, Tensor>> Features()
    {
        var from = 3;
        foreach (var to in Plan)
        {
            if (to == Pool)
            {
                yield return MaxPool2d(2);
                continue;
            }

            var convolution = Conv2d(from, to, 3, padding: 1);
            init.kaiming_normal_(convolution.weight, mode: init.FanInOut.FanOut, nonlinearity: init.NonlinearityType.ReLU);
            init.zeros_(convolution.bias);
            yield return convolution;
            yield return BatchNorm2d(to);
            yield return ReLU(inplace: true);
            from = to;
        }
    }
}
