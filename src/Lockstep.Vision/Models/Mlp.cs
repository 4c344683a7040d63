using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Recipes;
using Lockstep.Schema;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Lockstep.Vision.Models;

/// <summary>Fully connected layers over the flattened image with ReLU and dropout after each but the last: N×3×H×W to N×classes.</summary>
/// <remarks>Parameter names are those of torchvision's <c>ops.MLP</c>, which also drops out logits; this one does not.</remarks>
internal sealed class Mlp : Module<Tensor, Tensor>
{
    internal static BuiltInModel BuiltIn { get; } = new(
        "mlp",
        "Fully connected layers over the pixels, ReLU between them.",
        [
            new(
                "hidden", new ItemsShape("widths", 64, new WholeNumberShape(1, 65_536)), DefaultValue.Of(new JsonArray(512, 256)),
                "The width of each hidden layer."),
            new("dropout", CommonShapes.BelowOne, DefaultValue.Of(0.0), "The dropout probability after each hidden layer, in training.")
            {
                Acts = Effects.RandomState | Effects.Computing
            },
        ],
        (recipe, input, classes) =>
            new Mlp(input.Height, input.Width, recipe.Values.WholeNumbers("hidden"), recipe.Values.Number("dropout"), classes));

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
