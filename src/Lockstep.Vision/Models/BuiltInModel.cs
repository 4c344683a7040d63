using Lockstep.Recipes;
using Lockstep.Schema;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Lockstep.Vision.Models;

/// <summary>One of Lockstep's own models, as its file registers it with <see cref="ModelCatalog"/>.</summary>
/// <param name="Variant">Its name and keys in a recipe.</param>
internal sealed record BuiltInModel(Variant Variant, BuiltInModel.Builder Build)
{
    /// <summary>A network that can start from weights that were trained before.</summary>
    /// <param name="own">The keys that it has beside those of all networks.</param>
    public BuiltInModel(string name, string doc, Key[] own, Builder build)
        : this(ModelKeys.Network(name, doc, own), build)
    {
    }

    /// <param name="recipe">What the recipe says of it.</param>
    /// <param name="input">Height and width of the images.</param>
    /// <returns>From N×3×H×W to N×classes, with weights drawn from libtorch's generator.</returns>
    public delegate Module<Tensor, Tensor> Builder(ModelRecipe recipe, (int Height, int Width) input, int classes);

    /// <summary>As a recipe names it.</summary>
    public string Name => Variant.Name;

    /// <summary>The least height and width that it can take.</summary>
    public int LeastSide { get; init; } = 1;

    /// <summary>Height and width must be multiples of it.</summary>
    public int Patch { get; init; } = 1;
}
