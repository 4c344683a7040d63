using TorchSharp.Modules;
using static Lockstep.Vision.Training.Optimizers.BuiltInOptimizer;
using static TorchSharp.torch;

namespace Lockstep.Vision.Training.Optimizers;

/// <summary>Tieleman and Hinton, RMSprop, 2012, as PyTorch has it.</summary>
internal static class RmsPropOptimizer
{
    public static BuiltInOptimizer BuiltIn { get; } = new(
        "rmsprop",
        (recipe, lr, parameters) =>
            optim.RMSProp(parameters, lr, Set(recipe.Alpha), Set(recipe.Eps), recipe.WeightDecay, Set(recipe.Momentum), Set(recipe.Centered)),
        parameters => new RMSProp.ParamGroup { Parameters = parameters, Options = new RMSProp.Options { weight_decay = 0 } });
}
