using Lockstep.Recipes;
using Lockstep.Schema;
using TorchSharp.Modules;
using static Lockstep.Vision.Training.Optimizers.BuiltInOptimizer;
using static TorchSharp.torch;

namespace Lockstep.Vision.Training.Optimizers;

/// <summary>Tieleman and Hinton, RMSprop, 2012, as PyTorch has it.</summary>
internal static class RmsPropOptimizer
{
    public static BuiltInOptimizer BuiltIn { get; } = new(
        new(
            "rmsprop",
            "RMSprop (Tieleman and Hinton 2012), as PyTorch has it.",
            [
                .. WeightDecay(0.0),
                Momentum,
                new Key("alpha", CommonShapes.BelowOne, DefaultValue.Of(0.99), "Decay of the running mean of the gradient's square."),
                Eps,
                new Key("centered", new FlagShape(), DefaultValue.Of(false), "Divide by the deviation of the gradient, not by its size."),
            ]),
        (recipe, lr, parameters) => optim.RMSProp(
            parameters, lr, recipe.Values.Number("alpha"), recipe.Values.Number("eps"), recipe.WeightDecay, recipe.Values.Number("momentum"),
            recipe.Values.Flag("centered")),
        parameters => new RMSProp.ParamGroup { Parameters = parameters, Options = new RMSProp.Options { weight_decay = 0 } });
}
