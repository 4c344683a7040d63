using Lockstep.Recipes;
using Lockstep.Vision.Extending;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Lockstep.Vision.Models;

/// <summary>Every model a recipe can name.</summary>
public static class ModelCatalog
{
    /// <summary>Builds it with weights drawn from libtorch's generator, which the caller has seeded.</summary>
    /// <param name="height">Of the images that it will see; a model that takes any size ignores it.</param>
    /// <param name="extensions">What the recipe may name beside Lockstep's own; null for nothing.</param>
    /// <exception cref="LockstepException">The images are too small for it.</exception>
    public static Module<Tensor, Tensor> Build(ModelRecipe recipe, int height, int width, int classes, Extensions? extensions = null) => recipe.Name switch
    {
        "linear" => new LinearModel(height, width, classes),
        "small-cnn" when Math.Min(height, width) < 8 => throw TooSmall(recipe, height, width, 8),
        "small-cnn" => new SmallCnn(classes),
        "resnet18" => new ResNet18(classes),
        _ => extensions?.Models.TryBuild(recipe, height, width, classes) ?? throw new ArgumentException($"No model is named '{recipe.Name}'.", nameof(recipe)),
    };

    private static LockstepException TooSmall(ModelRecipe recipe, int height, int width, int least) =>
        new($"Model {recipe.Name} needs images of at least {least}×{least} pixels; these are {height}×{width}. Set augment.resize.");
}
