using System.Reflection;
using Lockstep.Recipes;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Lockstep.Vision.Models;

/// <summary>Models that a program adds.</summary>
public sealed class UserModels
{
    private readonly Dictionary<string, Builder> builders = new(StringComparer.Ordinal);

    /// <param name="values">What the recipe says of it.</param>
    /// <param name="input">Height and width of the images.</param>
    /// <param name="classes">How many numbers it gives for an image.</param>
    /// <returns>From N×3×H×W to N×classes, with weights drawn from libtorch's generator.</returns>
    public delegate Module<Tensor, Tensor> Builder(RecipeValues values, (int Height, int Width) input, int classes);

    internal RecipeAdditions Recipes { get; private set; } = new(new BuiltInKeys { Models = ModelCatalog.Names }, [], []);

    internal IEnumerable<Assembly> Sources => builders.Values.Select(builder => builder.Method.Module.Assembly);

    /// <summary>Adds one, which recipes then can name under <c>model</c>.</summary>
    /// <param name="doc">A sentence, for messages and editors.</param>
    /// <param name="keys">What a recipe says of it beside its name.</param>
    /// <exception cref="ArgumentException">The name is taken, or can't be written in a recipe.</exception>
    public void Add(string name, string doc, IReadOnlyList<RecipeKey> keys, Builder build)
    {
        Recipes = Recipes.WithModel(new RecipeAddition(name, doc, keys));
        builders.Add(name, build);
    }

    /// <returns>Null where none of that name was added.</returns>
    internal Module<Tensor, Tensor>? TryBuild(ModelRecipe recipe, int height, int width, int classes) =>
        builders.TryGetValue(recipe.Name, out var build) ? build(recipe.Own ?? RecipeValues.None, (height, width), classes) : null;
}
