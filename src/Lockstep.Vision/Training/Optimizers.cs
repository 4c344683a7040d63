using Lockstep.Recipes;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Lockstep.Vision.Training;

/// <summary>Every optimizer a recipe can name.</summary>
internal static class Optimizers
{
    /// <param name="exempt">Names of those that weight decay leaves alone.</param>
    public static optim.Optimizer Build(OptimizerRecipe recipe, double lr, IReadOnlyList<(string Name, Parameter Parameter)> parameters, IReadOnlyCollection<string> exempt)
    {
        var optimizer = Build(recipe, lr, parameters.Where(item => !exempt.Contains(item.Name)).Select(item => item.Parameter).ToArray());
        if (exempt.Count > 0)
        {
            optimizer.add_param_group(WithoutDecay(recipe, parameters.Where(item => exempt.Contains(item.Name)).Select(item => item.Parameter).ToArray()));
        }

        return optimizer;
    }

    private static OptimizerHelper Build(OptimizerRecipe recipe, double lr, Parameter[] parameters) => recipe switch
    {
        { Name: "sgd", Momentum: { } momentum, Nesterov: { } nesterov } =>
            optim.SGD(parameters, lr, momentum, dampening: 0, recipe.WeightDecay, nesterov),
        { Name: "adam", Betas: [var beta1, var beta2], Eps: { } eps } =>
            optim.Adam(parameters, lr, beta1, beta2, eps, recipe.WeightDecay),
        { Name: "adamw", Betas: [var beta1, var beta2], Eps: { } eps } =>
            optim.AdamW(parameters, lr, beta1, beta2, eps, recipe.WeightDecay),
        { Name: "rmsprop", Momentum: { } momentum, Alpha: { } alpha, Eps: { } eps, Centered: { } centered } =>
            optim.RMSProp(parameters, lr, alpha, eps, recipe.WeightDecay, momentum, centered),
        _ => throw new ArgumentException($"No optimizer is named '{recipe.Name}', or a field of it is not set.", nameof(recipe)),
    };

    /// <summary>What a group does not set, the optimizer sets.</summary>
    private static ParamGroup WithoutDecay(OptimizerRecipe recipe, Parameter[] parameters) => recipe.Name switch
    {
        "sgd" => new SGD.ParamGroup { Parameters = parameters, Options = new SGD.Options { weight_decay = 0 } },
        "adam" => new Adam.ParamGroup { Parameters = parameters, Options = new Adam.Options { weight_decay = 0 } },
        "adamw" => new AdamW.ParamGroup { Parameters = parameters, Options = new AdamW.Options { weight_decay = 0 } },
        "rmsprop" => new RMSProp.ParamGroup { Parameters = parameters, Options = new RMSProp.Options { weight_decay = 0 } },
        _ => throw new ArgumentException($"No optimizer is named '{recipe.Name}'.", nameof(recipe)),
    };
}
