using System.Text.Json.Nodes;
using Lockstep.Recipes;
using Lockstep.Schema;
using TorchSharp.Modules;

namespace Lockstep.Vision.Training.Optimizers;

/// <summary>One of the optimizers, as its file registers it with <see cref="OptimizerCatalog"/>.</summary>
/// <param name="Variant">Its name and keys in a recipe.</param>
/// <param name="WithoutDecay">A group of parameters that weight decay leaves alone; what it does not set, the optimizer sets.</param>
internal sealed record BuiltInOptimizer(Variant Variant, BuiltInOptimizer.Builder Build, Func<Parameter[], ParamGroup> WithoutDecay)
{
    public delegate OptimizerHelper Builder(OptimizerRecipe recipe, double lr, Parameter[] parameters);

    public static Key Momentum { get; } = new("momentum", CommonShapes.BelowOne, DefaultValue.Of(0.0), "The part of the last step that is kept.");

    public static Key Betas { get; } = new(
        "betas", new ListShape(CommonShapes.BelowOne, "beta1", "beta2"), DefaultValue.Of(0.9, 0.999),
        "Decay of the running means of the gradient and of its square.");

    public static Key Eps { get; } = new("eps", CommonShapes.Positive, DefaultValue.Of(1e-8), "Keeps the division by the second mean finite.");

    /// <summary>Every optimizer has them.</summary>
    public static Key[] WeightDecay(double value) =>
    [
        new("weight_decay", CommonShapes.NotNegative, DefaultValue.Of(value), "The pull of every weight towards 0."),
        new(
            "no_decay", new WordSetShape("bias", "norm"), DefaultValue.Of(new JsonArray()),
            "Parameters without weight decay: bias, the parameters of one dimension whose name ends with 'bias'; norm, "
            + "the scales and biases of normalisation: parameters of one dimension beside a weight of one dimension. The run's log names them."),
    ];
}
