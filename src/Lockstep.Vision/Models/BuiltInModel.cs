using Lockstep.Recipes;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Lockstep.Vision.Models;

/// <summary>One of Lockstep's own models, as its file registers it with <see cref="ModelCatalog"/>.</summary>
/// <param name="Name">As a recipe names it.</param>
internal sealed record BuiltInModel(string Name, BuiltInModel.Builder Build)
{
    /// <param name="recipe">What the recipe says of it.</param>
    /// <param name="input">Height and width of the images.</param>
    /// <returns>From N×3×H×W to N×classes, with weights drawn from libtorch's generator.</returns>
    public delegate Module<Tensor, Tensor> Builder(ModelRecipe recipe, (int Height, int Width) input, int classes);

    /// <summary>The least height and width that it can take.</summary>
    public int LeastSide { get; init; } = 1;

    /// <summary>Height and width must be multiples of it.</summary>
    public int Patch { get; init; } = 1;
}
