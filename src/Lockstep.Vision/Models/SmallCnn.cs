using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Lockstep.Vision.Models;

/// <summary>
/// Three blocks of two 3×3 convolutions with batch norm, 32-64-128 channels, 2×2 max pooling after each, global average pooling, one linear layer.
/// </summary>
/// <remarks>N×3×H×W to N×classes; H and W at least 8. 288,746 parameters for 10 classes.</remarks>
internal sealed class SmallCnn : Module<Tensor, Tensor>
{
    internal static BuiltInModel BuiltIn { get; } = new(
        "small-cnn", "A small convolutional network, for small images and quick trials.", [], (_, _, classes) => new SmallCnn(classes))
    {
        LeastSide = 8,
    };

    private readonly Sequential features;
    private readonly Linear classifier;

    public SmallCnn(int classes)
        : base(nameof(SmallCnn))
    {
        features = Sequential(
            Block("block1", 3, 32),
            Block("block2", 32, 64),
            Block("block3", 64, 128));
        classifier = Linear(128, classes);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var pooled = features.call(input).mean([2, 3]);
        return classifier.call(pooled).MoveToOuterDisposeScope();
    }

    private static (string, Module<Tensor, Tensor>) Block(string name, int from, int to) => (name, Sequential(
        ("conv1", Conv2d(from, to, 3, padding: 1, bias: false)),
        ("bn1", BatchNorm2d(to)),
        ("relu1", ReLU(inplace: true)),
        ("conv2", Conv2d(to, to, 3, padding: 1, bias: false)),
        ("bn2", BatchNorm2d(to)),
        // The largest of four and then ReLU is, to the bit, ReLU and then the largest of four, for a quarter of the numbers.
        ("pool", MaxPool2d(2)),
        ("relu2", ReLU(inplace: true))));
}
