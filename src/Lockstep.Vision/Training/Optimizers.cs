using Lockstep.Recipes;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Lockstep.Vision.Training;

/// <summary>Every optimizer a recipe can name.</summary>
internal static class Optimizers
{
    public static optim.Optimizer Build(OptimizerRecipe recipe, double lr, IEnumerable<Parameter> parameters) => recipe switch
    {
        { Name: "sgd", Momentum: { } momentum, Nesterov: { } nesterov } =>
            optim.SGD(parameters, lr, momentum, dampening: 0, recipe.WeightDecay, nesterov),
        { Name: "adam", Betas: [var beta1, var beta2], Eps: { } eps } =>
            optim.Adam(parameters, lr, beta1, beta2, eps, recipe.WeightDecay),
        { Name: "adamw", Betas: [var beta1, var beta2], Eps: { } eps } =>
            optim.AdamW(parameters, lr, beta1, beta2, eps, recipe.WeightDecay),
        _ => throw new ArgumentException($"No optimizer is named '{recipe.Name}', or a field of it is not set.", nameof(recipe)),
    };
}
