using Lockstep.Recipes;
using TorchSharp.Modules;

namespace Lockstep.Vision.Training.Optimizers;

/// <summary>One of the optimizers, as its file registers it with <see cref="OptimizerCatalog"/>.</summary>
/// <param name="Name">As a recipe names it.</param>
/// <param name="WithoutDecay">A group of parameters that weight decay leaves alone; what it does not set, the optimizer sets.</param>
internal sealed record BuiltInOptimizer(string Name, BuiltInOptimizer.Builder Build, Func<Parameter[], ParamGroup> WithoutDecay)
{
    public delegate OptimizerHelper Builder(OptimizerRecipe recipe, double lr, Parameter[] parameters);

    /// <summary>A field that the recipe must have for it.</summary>
    public static T Set<T>(T? value)
        where T : struct => value ?? throw NotSet();

    /// <inheritdoc cref="Set{T}(T?)"/>
    public static double[] Set(double[]? value) => value ?? throw NotSet();

    private static ArgumentException NotSet() => new("The resolved recipe gives every field of its optimizer.");
}
