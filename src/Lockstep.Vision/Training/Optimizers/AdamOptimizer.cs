using TorchSharp.Modules;
using static Lockstep.Vision.Training.Optimizers.BuiltInOptimizer;
using static TorchSharp.torch;

namespace Lockstep.Vision.Training.Optimizers;

/// <summary>Kingma and Ba, Adam, 2014.</summary>
internal static class AdamOptimizer
{
    public static BuiltInOptimizer BuiltIn { get; } = new(
        new("adam", "Adam (Kingma and Ba 2014).", [.. WeightDecay(0.0), Betas, Eps]),
        (recipe, lr, parameters) => optim.Adam(
            parameters, lr, recipe.Values.Numbers("betas")[0], recipe.Values.Numbers("betas")[1], recipe.Values.Number("eps"), recipe.WeightDecay),
        parameters => new Adam.ParamGroup { Parameters = parameters, Options = new Adam.Options { weight_decay = 0 } });
}
