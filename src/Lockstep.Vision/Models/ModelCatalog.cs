using Lockstep.Recipes;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Lockstep.Vision.Models;

/// <summary>Every model a recipe can name.</summary>
internal static class ModelCatalog
{
    /// <summary>Lockstep's own, each registered in its file.</summary>
    internal static IReadOnlyList<BuiltInModel> All { get; } =
    [
        LinearModel.BuiltIn,
        Mlp.BuiltIn,
        SmallCnn.BuiltIn,
        .. ResNet.BuiltIn,
        Vgg11Bn.BuiltIn,
        MobileNetV2.BuiltIn,
        EfficientNetB0.BuiltIn,
        ConvNeXtTiny.BuiltIn,
        .. VisionTransformer.BuiltIn,
        TorchScriptModel.BuiltIn,
    ];

    /// <summary>What a recipe says of them.</summary>
    internal static BuiltInNames Names { get; } = new("resnet18", [.. All.Select(model => model.Variant)]);

    /// <summary>The names of those that need no file.</summary>
    internal static IReadOnlyList<string> Networks { get; } = [.. All.Where(model => model.Variant.ImpliedBy is null).Select(model => model.Name)];

    /// <summary>Builds it with weights drawn from libtorch's generator, which the caller has seeded.</summary>
    /// <param name="height">Of the images that it will see; a model that takes any size ignores it.</param>
    /// <param name="own">What the recipe may name beside Lockstep's own; null for nothing.</param>
    /// <exception cref="LockstepException">The images are too small for it, or its file is not what the recipe says.</exception>
    public static Module<Tensor, Tensor> Build(ModelRecipe recipe, int height, int width, int classes, UserModels? own = null)
    {
        if (All.FirstOrDefault(model => model.Name == recipe.Name) is not { } found)
        {
            return own?.TryBuild(recipe, height, width, classes) ?? throw new ArgumentException($"No model is named '{recipe.Name}'.", nameof(recipe));
        }

        if (Math.Min(height, width) < found.LeastSide)
        {
            throw new LockstepException(
                $"Model {found.Name} needs images of at least {found.LeastSide}×{found.LeastSide} pixels; these are {height}×{width}. Set augment.resize.");
        }

        return height % found.Patch == 0 && width % found.Patch == 0
            ? found.Build(recipe, (height, width), classes)
            : throw new LockstepException($"Model {found.Name} splits images into patches of {found.Patch}×{found.Patch} pixels; these are {height}×{width}. "
                + $"Set augment.resize to multiples of {found.Patch}.");
    }
}
