using TorchSharp.Modules;
using static Lockstep.Vision.Training.Optimizers.BuiltInOptimizer;
using static TorchSharp.torch;

namespace Lockstep.Vision.Training.Optimizers;

/// <summary>Stochastic gradient descent.</summary>
internal static class SgdOptimizer
{
    public static BuiltInOptimizer BuiltIn { get; } = new(
        "sgd",
        (recipe, lr, parameters) => optim.SGD(parameters, lr, Set(recipe.Momentum), dampening: 0, recipe.WeightDecay, Set(recipe.Nesterov)),
        parameters => new SGD.ParamGroup { Parameters = parameters, Options = new SGD.Options { weight_decay = 0 } });
}
