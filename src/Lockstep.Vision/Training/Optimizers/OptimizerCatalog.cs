using Lockstep.Recipes;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Lockstep.Vision.Training.Optimizers;

/// <summary>Every optimizer a recipe can name.</summary>
internal static class OptimizerCatalog
{
    public static IReadOnlyList<BuiltInOptimizer> All { get; } =
        [AdamOptimizer.BuiltIn, AdamWOptimizer.BuiltIn, SgdOptimizer.BuiltIn, RmsPropOptimizer.BuiltIn];

    /// <summary>What a recipe says of them.</summary>
    public static BuiltInNames Names { get; } = new("adam", [.. All.Select(optimizer => optimizer.Variant)]);

    /// <param name="exempt">Names of those that weight decay leaves alone.</param>
    public static optim.Optimizer Build(
        OptimizerRecipe recipe, double lr, IReadOnlyList<(string Name, Parameter Parameter)> parameters, IReadOnlyCollection<string> exempt)
    {
        var found = All.FirstOrDefault(optimizer => optimizer.Variant.Name == recipe.Name)
            ?? throw new ArgumentException($"No optimizer is named '{recipe.Name}'.", nameof(recipe));
        var optimizer = found.Build(recipe, lr, parameters.Where(item => !exempt.Contains(item.Name)).Select(item => item.Parameter).ToArray());
        if (exempt.Count > 0)
        {
            optimizer.add_param_group(found.WithoutDecay(parameters.Where(item => exempt.Contains(item.Name)).Select(item => item.Parameter).ToArray()));
        }

        return optimizer;
    }
}
