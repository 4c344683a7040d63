using System.Text.Json.Nodes;
using Lockstep.Schema;
using TorchSharp.Modules;
using static Lockstep.Vision.Training.Optimizers.BuiltInOptimizer;
using static TorchSharp.torch;

namespace Lockstep.Vision.Training.Optimizers;

/// <summary>Stochastic gradient descent.</summary>
internal static class SgdOptimizer
{
    public static BuiltInOptimizer BuiltIn { get; } = new(
        new(
            "sgd",
            "Stochastic gradient descent.",
            [
                .. WeightDecay(0.0), Momentum,
                new Key("nesterov", new FlagShape(), DefaultValue.Of(false), "Look ahead by the momentum; needs momentum above 0."),
            ])
        {
            Rules =
            [
                new Rule("nesterov", NesterovHasMomentum, "true needs a momentum above 0, found 0. Set 'optimizer.momentum', such as 0.9.", NesterovJsonSchema),
            ],
        },
        (recipe, lr, parameters) =>
            optim.SGD(parameters, lr, recipe.Values.Number("momentum"), dampening: 0, recipe.WeightDecay, recipe.Values.Flag("nesterov")),
        parameters => new SGD.ParamGroup { Parameters = parameters, Options = new SGD.Options { weight_decay = 0 } });

    private static bool NesterovHasMomentum(JsonObject values) =>
        values["nesterov"]?.GetValue<bool>() != true || values["momentum"]?.GetValue<double>() != 0;

    private static JsonObject NesterovJsonSchema() => new()
    {
        ["if"] = new JsonObject
        {
            ["properties"] = new JsonObject { ["nesterov"] = new JsonObject { ["const"] = true } },
            ["required"] = new JsonArray("nesterov"),
        },
        ["then"] = new JsonObject
        {
            ["properties"] = new JsonObject { ["momentum"] = new JsonObject { ["exclusiveMinimum"] = 0 } },
            ["required"] = new JsonArray("momentum"),
        },
    };
}
