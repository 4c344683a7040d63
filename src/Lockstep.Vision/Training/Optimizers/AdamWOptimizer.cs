using TorchSharp.Modules;
using static Lockstep.Vision.Training.Optimizers.BuiltInOptimizer;
using static TorchSharp.torch;

namespace Lockstep.Vision.Training.Optimizers;

/// <summary>Adam with decoupled weight decay: Loshchilov and Hutter, 2017.</summary>
internal static class AdamWOptimizer
{
    public static BuiltInOptimizer BuiltIn { get; } = new(
        new("adamw", "Adam with decoupled weight decay (Loshchilov and Hutter 2017).", [.. WeightDecay(0.01), Betas, Eps]),
        (recipe, lr, parameters) => optim.AdamW(
            parameters, lr, recipe.Values.Numbers("betas")[0], recipe.Values.Numbers("betas")[1], recipe.Values.Number("eps"), recipe.WeightDecay),
        parameters => new AdamW.ParamGroup { Parameters = parameters, Options = new AdamW.Options { weight_decay = 0 } });
}
