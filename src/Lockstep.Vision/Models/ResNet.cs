using Lockstep.Schema;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Lockstep.Vision.Models;

/// <summary>ResNet-18, -34 and -50: N×3×H×W to N×classes.</summary>
/// <remarks>
/// Parameter names are torchvision's. Convolutions start from Kaiming normal, fan out; batch norm at 1 and 0.
/// Source: He et al., Deep Residual Learning for Image Recognition, 2015, table 1; the stem for CIFAR, section 4.2.
/// As in torchvision, the 50 layers stride in the 3×3 convolution of a bottleneck, not in the first 1×1.
/// </remarks>
public sealed class ResNet : Module<Tensor, Tensor>
{
    internal static IReadOnlyList<BuiltInModel> BuiltIn { get; } =
        [Registered(18, "ResNet-18 (He et al. 2015)."), Registered(34, "ResNet-34."), Registered(50, "ResNet-50.")];

    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly MaxPool2d? maxpool;
    private readonly Sequential layer1;
    private readonly Sequential layer2;
    private readonly Sequential layer3;
    private readonly Sequential layer4;
    private readonly Linear fc;

    private ResNet(Block block, int expansion, int[] depths, string? stem, int classes)
        : base(nameof(ResNet))
    {
        var forCifar = stem == "cifar";
        conv1 = forCifar ? ResNetBlock.Convolution(3, 64, kernel: 3, stride: 1) : ResNetBlock.Convolution(3, 64, kernel: 7, stride: 2);
        bn1 = BatchNorm2d(64);
        maxpool = forCifar ? null : MaxPool2d(3, stride: 2, padding: 1);
        layer1 = Stage(block, depths[0], 64, 64, 64 * expansion, stride: 1);
        layer2 = Stage(block, depths[1], 64 * expansion, 128, 128 * expansion, stride: 2);
        layer3 = Stage(block, depths[2], 128 * expansion, 256, 256 * expansion, stride: 2);
        layer4 = Stage(block, depths[3], 256 * expansion, 512, 512 * expansion, stride: 2);
        fc = Linear(512 * expansion, classes);
        RegisterComponents();
    }

    /// <param name="width">Channels inside it.</param>
    private delegate Module<Tensor, Tensor> Block(int from, int width, int to, int stride);

    /// <param name="layers">18, 34 or 50.</param>
    /// <param name="stem"><c>imagenet</c> makes images 4 times smaller before the first block: a 7×7 convolution of stride 2 and max pooling.
    /// <c>cifar</c> is a 3×3 convolution that leaves their size.</param>
    public static ResNet OfLayers(int layers, string? stem, int classes) => layers switch
    {
        18 => new ResNet(Basic, 1, [2, 2, 2, 2], stem, classes),
        34 => new ResNet(Basic, 1, [3, 4, 6, 3], stem, classes),
        50 => new ResNet(Bottleneck, 4, [3, 4, 6, 3], stem, classes),
        _ => throw new ArgumentOutOfRangeException(nameof(layers), layers, "Expected 18, 34 or 50."),
    };

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = bn1.call(conv1.call(input)).relu_();
        x = maxpool?.call(x) ?? x;
        x = layer4.call(layer3.call(layer2.call(layer1.call(x))));
        return fc.call(x.mean([2, 3])).MoveToOuterDisposeScope();
    }

    private static BuiltInModel Registered(int layers, string doc)
    {
        var stem = new Key(
            "stem", new WordShape("imagenet", "cifar"), DefaultValue.Of("imagenet"),
            "The first layers: imagenet makes images 4 times smaller before the first block; cifar keeps their size, for images of about 32×32 pixels.")
        {
            IsLockedOnlyWhereSet = true,
        };
        return new BuiltInModel(
            FormattableString.Invariant($"resnet{layers}"), doc, [stem], (recipe, _, classes) => OfLayers(layers, recipe.Values.Word("stem"), classes));
    }

    private static ResNetBlock Basic(int from, int width, int to, int stride) => new(from, to, stride);

    private static ResNetBottleneck Bottleneck(int from, int width, int to, int stride) => new(from, width, to, stride);

    private static Sequential Stage(Block block, int depth, int from, int width, int to, int stride) =>
        Layers.InOrder(Enumerable.Range(0, depth).Select(index => index == 0 ? block(from, width, to, stride) : block(to, width, to, 1)));
}
