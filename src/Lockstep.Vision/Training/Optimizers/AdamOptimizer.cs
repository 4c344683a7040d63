using TorchSharp.Modules;
using static Lockstep.Vision.Training.Optimizers.BuiltInOptimizer;
using static TorchSharp.torch;

namespace Lockstep.Vision.Training.Optimizers;

/// <summary>Kingma and Ba, Adam, 2014.</summary>
internal static class AdamOptimizer
{
    public static BuiltInOptimizer BuiltIn { get; } = new(
        "adam",
        (recipe, lr, parameters) => optim.Adam(parameters, lr, Set(recipe.Betas)[0], Set(recipe.Betas)[1], Set(recipe.Eps), recipe.WeightDecay),
        parameters => new Adam.ParamGroup { Parameters = parameters, Options = new Adam.Options { weight_decay = 0 } });
}
