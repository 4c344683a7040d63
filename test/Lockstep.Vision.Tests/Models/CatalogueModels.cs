using Lockstep.Recipes;
using Lockstep.Vision.Tests.Recipes;

namespace Lockstep.Vision.Tests.Models;

/// <summary>Every model of the catalogue on the smallest images that it trains on.</summary>
internal static class CatalogueModels
{
    private static readonly (string Name, int Side)[] All =
    [
        ("linear", 8), ("mlp", 8), ("small-cnn", 8), ("resnet18", 32), ("resnet34", 32), ("resnet50", 32), ("resnet18 cifar", 8), ("vgg11_bn", 32),
        ("mobilenet_v2", 32), ("efficientnet_b0", 32), ("convnext_tiny", 32), ("vit_tiny", 32), ("vit_small", 32),
    ];

    public static TheoryData<string, int> Names { get; } = new(All);

    public static ModelRecipe Recipe(string name) => RecipeText.Model(name.Split(' ') is [var model, var stem]
        ? $"{{name: {model}, stem: {stem}}}"
        : name == "mlp" ? "{name: mlp, hidden: [32, 16], dropout: 0.5}" : name);
}
