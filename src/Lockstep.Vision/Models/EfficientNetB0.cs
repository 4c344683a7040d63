using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Lockstep.Vision.Models;

/// <summary>EfficientNet-B0: N×3×H×W to N×classes. Dropout 0.2; stochastic depth from 0 at the first block to nearly 0.2 at the last.</summary>
/// <remarks>
/// Parameter names are torchvision's. Convolutions start from Kaiming normal, fan out, with a bias, where there is one, of 0; batch norm at 1 and 0;
/// the linear layer uniformly within 1 / √classes. Source: Tan and Le, EfficientNet: Rethinking Model Scaling, 2019, table 1.
/// </remarks>
internal sealed class EfficientNetB0 : Module<Tensor, Tensor>
{
    internal static BuiltInModel BuiltIn { get; } = new(
        "efficientnet_b0", "EfficientNet-B0 (Tan and Le 2019), with dropout and stochastic depth of 0.2.", [], (_, _, classes) => new EfficientNetB0(classes));

    private const double MostDepthDrop = 0.2;

    private static readonly (int Expansion, int Kernel, int Stride, int From, int To, int Depth)[] Stages =
        [
            (1, 3, 1, 32, 16, 1), (6, 3, 2, 16, 24, 2), (6, 5, 2, 24, 40, 2), (6, 3, 2, 40, 80, 3), (6, 5, 1, 80, 112, 3), (6, 5, 2, 112, 192, 4),
            (6, 3, 1, 192, 320, 1)
        ];

    private readonly Sequential features;
    private readonly Sequential classifier;

    public EfficientNetB0(int classes)
        : base(nameof(EfficientNetB0))
    {
        features = Layers.InOrder(Features());
        var linear = Linear(1280, classes);
        var range = 1 / Math.Sqrt(classes);
        init.uniform_(linear.weight, -range, range);
        init.zeros_(linear.bias);
        classifier = Layers.InOrder(Dropout(0.2), linear);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return classifier.call(features.call(input).mean([2, 3])).MoveToOuterDisposeScope();
    }

    private static IEnumerable<Module<Tensor, Tensor>> Features()
    {
        yield return Layers.Convolution(3, 32, kernel: 3, stride: 2, SiLU(inplace: true));
        var blocks = Stages.Sum(stage => stage.Depth);
        var place = 0;
        foreach (var stage in Stages)
        {
            yield return Layers.InOrder(Enumerable.Range(0, stage.Depth).Select(index => new Block(
                index == 0 ? stage.From : stage.To,
                stage.To,
                stage.Kernel,
                index == 0 ? stage.Stride : 1,
                stage.Expansion,
                MostDepthDrop * place++ / blocks)));
        }

        yield return Layers.Convolution(320, 1280, kernel: 1, stride: 1, SiLU(inplace: true));
    }

    /// <summary>An inverted residual with squeeze and excitation (MBConv).</summary>
    private sealed class Block : Module<Tensor, Tensor>
    {
        private readonly Sequential block;
        private readonly StochasticDepth? depth;

        public Block(int from, int to, int kernel, int stride, int expansion, double depthDrop)
            : base(nameof(Block))
        {
            var width = from * expansion;
            block = Layers.InOrder(
                expansion == 1 ? null : Layers.Convolution(from, width, kernel: 1, stride: 1, SiLU(inplace: true)),
                Layers.Convolution(width, width, kernel, stride, SiLU(inplace: true), groups: width),
                new SqueezeExcitation(width, from / 4),
                Layers.Convolution(width, to, kernel: 1, stride: 1, activation: null));
            depth = stride == 1 && from == to ? new StochasticDepth(depthDrop) : null;
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var x = block.call(input);
            return (depth is null ? x : depth.call(x) + input).MoveToOuterDisposeScope();
        }
    }

    /// <summary>Scales each channel by what the means of all channels say. Source: Hu et al., Squeeze-and-Excitation Networks, 2017.</summary>
    private sealed class SqueezeExcitation : Module<Tensor, Tensor>
    {
        private readonly Conv2d fc1;
        private readonly Conv2d fc2;

        public SqueezeExcitation(int channels, int squeezed)
            : base(nameof(SqueezeExcitation))
        {
            fc1 = Pointwise(channels, squeezed);
            fc2 = Pointwise(squeezed, channels);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var scale = functional.silu(fc1.call(input.mean([2, 3], keepdim: true)));
            return (input * fc2.call(scale).sigmoid()).MoveToOuterDisposeScope();
        }

        private static Conv2d Pointwise(int from, int to)
        {
            var convolution = Conv2d(from, to, 1);
            init.kaiming_normal_(convolution.weight, mode: init.FanInOut.FanOut, nonlinearity: init.NonlinearityType.ReLU);
            init.zeros_(convolution.bias);
            return convolution;
        }
    }
}
