using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Lockstep.Vision.Models;

/// <summary>ConvNeXt-T: N×3×H×W to N×classes; H and W at least 32. Stochastic depth from 0 at the first block to 0.1 at the last.</summary>
/// <remarks>
/// Parameter names are torchvision's. Weights start from a normal distribution of deviation 0.02, biases at 0, the scale of each block
/// at 1e-6. Source: Liu et al., A ConvNet for the 2020s, 2022.
/// </remarks>
internal sealed class ConvNeXtTiny : Module<Tensor, Tensor>
{
    internal static BuiltInModel BuiltIn { get; } = new(
        "convnext_tiny", "ConvNeXt-T (Liu et al. 2022), with stochastic depth of 0.1; images of at least 32×32 pixels.", [],
        (_, _, classes) => new ConvNeXtTiny(classes))
    {
        LeastSide = 32,
    };

    private const double Deviation = 0.02;
    private const double MostDepthDrop = 0.1;
    private static readonly int[] Widths = [96, 192, 384, 768];
    private static readonly int[] Depths = [3, 3, 9, 3];

    private readonly Sequential features;
    private readonly Sequential classifier;

    public ConvNeXtTiny(int classes)
        : base(nameof(ConvNeXtTiny))
    {
        features = Layers.InOrder(Features());
        classifier = Layers.InOrder(new ChannelNorm(Widths[^1]), Flatten(), Layers.FromNormal(Linear(Widths[^1], classes), Deviation));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return classifier.call(features.call(input).mean([2, 3], keepdim: true)).MoveToOuterDisposeScope();
    }

    private static IEnumerable<Module<Tensor, Tensor>> Features()
    {
        yield return Layers.InOrder(Layers.FromNormal(Conv2d(3, Widths[0], 4, stride: 4), Deviation), new ChannelNorm(Widths[0]));
        var place = 0;
        for (var stage = 0; stage < Widths.Length; stage++)
        {
            var width = Widths[stage];
            if (stage > 0)
            {
                yield return Layers.InOrder(new ChannelNorm(Widths[stage - 1]), Layers.FromNormal(Conv2d(Widths[stage - 1], width, 2, stride: 2), Deviation));
            }

            yield return Layers.InOrder(Enumerable.Range(0, Depths[stage]).Select(_ => new Block(width, MostDepthDrop * place++ / (Depths.Sum() - 1))));
        }
    }

    /// <summary>A 7×7 convolution of each channel, then two linear layers over the channels of each pixel, scaled, and a shortcut.</summary>
    private sealed class Block : Module<Tensor, Tensor>
    {
        [ComponentName(Name = "layer_scale")]
        private readonly Parameter scale;

        private readonly Sequential block;
        private readonly StochasticDepth depth;

        public Block(int width, double depthDrop)
            : base(nameof(Block))
        {
            scale = new Parameter(full([width, 1, 1], 1e-6f));
            block = Layers.InOrder(
                Layers.FromNormal(Conv2d(width, width, 7, padding: 3, groups: width), Deviation),
                new Permutation(0, 2, 3, 1),
                LayerNorm(width, eps: 1e-6),
                Layers.FromNormal(Linear(width, 4 * width), Deviation),
                GELU(),
                Layers.FromNormal(Linear(4 * width, width), Deviation),
                new Permutation(0, 3, 1, 2));
            depth = new StochasticDepth(depthDrop);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            return (depth.call(scale * block.call(input)) + input).MoveToOuterDisposeScope();
        }
    }

    private sealed class Permutation(params long[] order) : Module<Tensor, Tensor>(nameof(Permutation))
    {
        public override Tensor forward(Tensor input) => input.permute(order);
    }
}
