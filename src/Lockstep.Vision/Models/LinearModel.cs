using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Lockstep.Vision.Models;

/// <summary>One linear layer over the flattened image: N×3×H×W to N×classes.</summary>
internal sealed class LinearModel : Module<Tensor, Tensor>
{
    internal static BuiltInModel BuiltIn { get; } = new(
        "linear", "One linear layer over the pixels.", [], (_, input, classes) => new LinearModel(input.Height, input.Width, classes));

    private readonly Linear linear;

    public LinearModel(int height, int width, int classes)
        : base(nameof(LinearModel))
    {
        linear = Linear(3L * height * width, classes);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var flat = input.flatten(1);
        return linear.call(flat);
    }
}
