using TorchSharp.Modules;
using static Lockstep.Vision.Training.Optimizers.BuiltInOptimizer;
using static TorchSharp.torch;

namespace Lockstep.Vision.Training.Optimizers;

/// <summary>Adam with decoupled weight decay: Loshchilov and Hutter, 2017.</summary>
internal static class AdamWOptimizer
{
    public static BuiltInOptimizer BuiltIn { get; } = new(
        "adamw",
        (recipe, lr, parameters) => optim.AdamW(parameters, lr, Set(recipe.Betas)[0], Set(recipe.Betas)[1], Set(recipe.Eps), recipe.WeightDecay),
        parameters => new AdamW.ParamGroup { Parameters = parameters, Options = new AdamW.Options { weight_decay = 0 } });
}
