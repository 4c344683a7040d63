using System.Globalization;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Lockstep.Vision.Models;

/// <summary>Fully connected layers over the flattened image with ReLU and dropout after each but the last: N×3×H×W to N×classes.</summary>
/// <remarks>Parameter names are those of torchvision's <c>ops.MLP</c>, which also drops out logits; this one does not.</remarks>
internal sealed class Mlp : Module<Tensor, Tensor>
{
    internal static BuiltInModel BuiltIn { get; } = new(
        "mlp", (recipe, input, classes) => new Mlp(input.Height, input.Width, recipe.Hidden ?? [], recipe.Dropout ?? 0, classes));

    private readonly Sequential layers;

    /// <param name="hidden">The width of each hidden layer; may be none.</param>
    /// <param name="dropout">How likely a number is dropped after a hidden layer.</param>
    public Mlp(int height, int width, IReadOnlyList<int> hidden, double dropout, int classes)
        : base(nameof(Mlp))
    {
        var named = new List<(string, Module<Tensor, Tensor>)>();
        var from = 3L * height * width;
        foreach (var to in hidden)
        {
            named.Add((Name(named.Count), Linear(from, to)));
            named.Add((Name(named.Count), ReLU(inplace: true)));
            named.Add((Name(named.Count), Dropout(dropout)));
            from = to;
        }

        named.Add((Name(named.Count), Linear(from, classes)));
        layers = Sequential(named);
        foreach (var (name, layer) in named)
        {
            register_module(name, layer);
        }
    }

    public override Tensor forward(Tensor input)
    {
        using var flat = input.flatten(1);
        return layers.call(flat);
    }

    private static string Name(int index) => index.ToString(CultureInfo.InvariantCulture);
}
