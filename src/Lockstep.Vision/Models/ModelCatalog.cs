using Lockstep.Recipes;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Lockstep.Vision.Models;

/// <summary>Every model a recipe can name.</summary>
public static class ModelCatalog
{
    /// <summary>Builds it with weights drawn from libtorch's generator, which the caller has seeded.</summary>
    /// <param name="height">Of the images that it will see; a model that takes any size ignores it.</param>
    /// <param name="own">What the recipe may name beside Lockstep's own; null for nothing.</param>
    /// <exception cref="LockstepException">The images are too small for it, or its file is not what the recipe says.</exception>
    public static Module<Tensor, Tensor> Build(ModelRecipe recipe, int height, int width, int classes, UserModels? own = null) => recipe.Name switch
    {
        "linear" => new LinearModel(height, width, classes),
        "small-cnn" when Math.Min(height, width) < 8 => throw TooSmall(recipe, height, width, 8),
        "small-cnn" => new SmallCnn(classes),
        "mlp" => new Mlp(height, width, recipe.Hidden ?? [], recipe.Dropout ?? 0, classes),
        "resnet18" => ResNet.OfLayers(18, recipe.Stem, classes),
        "resnet34" => ResNet.OfLayers(34, recipe.Stem, classes),
        "resnet50" => ResNet.OfLayers(50, recipe.Stem, classes),
        "vgg11_bn" or "convnext_tiny" when Math.Min(height, width) < 32 => throw TooSmall(recipe, height, width, 32),
        "vgg11_bn" => new Vgg11Bn(classes),
        "mobilenet_v2" => new MobileNetV2(classes),
        "efficientnet_b0" => new EfficientNetB0(classes),
        "convnext_tiny" => new ConvNeXtTiny(classes),
        "vit_tiny" or "vit_small" when height % VisionTransformer.Patch != 0 || width % VisionTransformer.Patch != 0 => throw NoWholePatches(recipe, height, width),
        "vit_tiny" => new VisionTransformer(height, width, attentionHeads: 3, hidden: 192, classes),
        "vit_small" => new VisionTransformer(height, width, attentionHeads: 6, hidden: 384, classes),
        "torchscript" when recipe is { Torchscript: { } file, Sha256: { } sha256 } => TorchScriptModel.Load(file, sha256),
        _ => own?.TryBuild(recipe, height, width, classes) ?? throw new ArgumentException($"No model is named '{recipe.Name}'.", nameof(recipe)),
    };

    private static LockstepException NoWholePatches(ModelRecipe recipe, int height, int width) =>
        new($"Model {recipe.Name} parts images into patches of {VisionTransformer.Patch}×{VisionTransformer.Patch} pixels; these are {height}×{width}. Set augment.resize to multiples of {VisionTransformer.Patch}.");

    private static LockstepException TooSmall(ModelRecipe recipe, int height, int width, int least) =>
        new($"Model {recipe.Name} needs images of at least {least}×{least} pixels; these are {height}×{width}. Set augment.resize.");
}
