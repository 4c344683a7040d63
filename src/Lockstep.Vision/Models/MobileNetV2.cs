using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Lockstep.Vision.Models;

/// <summary>MobileNetV2 of width 1: N×3×H×W to N×classes.</summary>
/// <remarks>
/// Parameter names are torchvision's. Convolutions start from Kaiming normal, fan out; batch norm at 1 and 0; the linear layer from a normal
/// distribution of deviation 0.01. Source: Sandler et al., MobileNetV2: Inverted Residuals and Linear Bottlenecks, 2018, table 2.
/// </remarks>
public sealed class MobileNetV2 : Module<Tensor, Tensor>
{
    internal static BuiltInModel BuiltIn { get; } = new(
        "mobilenet_v2", "MobileNetV2 (Sandler et al. 2018).", [], (_, _, classes) => new MobileNetV2(classes));

    private static readonly (int Expansion, int To, int Depth, int Stride)[] Stages =
        [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)];

    private readonly Sequential features;
    private readonly Sequential classifier;

    /// <param name="classes">How many numbers it gives for an image.</param>
    public MobileNetV2(int classes)
        : base(nameof(MobileNetV2))
    {
        features = Layers.InOrder(Features());
        classifier = Layers.InOrder(Dropout(0.2), Layers.FromNormal(Linear(1280, classes), 0.01));
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return classifier.call(features.call(input).mean([2, 3])).MoveToOuterDisposeScope();
    }

    private static IEnumerable<Module<Tensor, Tensor>> Features()
    {
        var from = 32;
        yield return Layers.Convolution(3, from, kernel: 3, stride: 2, ReLU6(inplace: true));
        foreach (var (expansion, to, depth, stride) in Stages)
        {
            for (var index = 0; index < depth; index++)
            {
                yield return new InvertedResidual(from, to, index == 0 ? stride : 1, expansion);
                from = to;
            }
        }

        yield return Layers.Convolution(from, 1280, kernel: 1, stride: 1, ReLU6(inplace: true));
    }

    /// <summary>Widens, filters each channel by itself, narrows without an activation; and a shortcut where the shape stays.</summary>
    private sealed class InvertedResidual : Module<Tensor, Tensor>
    {
        private readonly Sequential conv;
        private readonly bool hasShortcut;

        public InvertedResidual(int from, int to, int stride, int expansion)
            : base(nameof(InvertedResidual))
        {
            var width = from * expansion;
            hasShortcut = stride == 1 && from == to;
            conv = Layers.InOrder(
                expansion == 1 ? null : Layers.Convolution(from, width, kernel: 1, stride: 1, ReLU6(inplace: true)),
                Layers.Convolution(width, width, kernel: 3, stride, ReLU6(inplace: true), groups: width),
                ResNetBlock.Convolution(width, to, kernel: 1, stride: 1),
                BatchNorm2d(to));
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var x = conv.call(input);
            return (hasShortcut ? x.add_(input) : x).MoveToOuterDisposeScope();
        }
    }
}
