using System.Reflection;
using Lockstep.Recipes;

namespace Lockstep.Vision.Augmentation;

/// <summary>Augmentations that a program adds, in the order in which they are applied: after Lockstep's own on pixels, before <c>normalize</c>.</summary>
public sealed class UserAugmentations
{
    private readonly List<Registration> registrations = [];

    internal RecipeAdditions Recipes { get; private set; } =
        new(new BuiltInKeys { Augment = AugmentationCatalog.Keys, AugmentPresets = AugmentationCatalog.Presets }, [], []);

    internal IEnumerable<Assembly> Sources => registrations.Select(registration => registration.Create.Method.Module.Assembly);

    /// <summary>Adds one, which recipes then have a key for under <c>augment</c>; without it in the recipe it is off.</summary>
    /// <param name="name">The recipe's key. The draws are keyed by it too.</param>
    /// <param name="doc">A sentence, for messages and editors.</param>
    /// <param name="keys">What a recipe says of it.</param>
    /// <param name="create">Makes one of what the recipe says. It serves several threads at once, so it must keep no state.</param>
    /// <param name="inValidation">Whether it is applied in validation too, as what brings images into a form is; there it draws
    /// the same for a sample each time.</param>
    /// <exception cref="ArgumentException">The name is taken, or can't be written in a recipe.</exception>
    public void Add(string name, string doc, IReadOnlyList<RecipeKey> keys, Func<RecipeValues, IAugmentation> create, bool inValidation = false)
    {
        Recipes = Recipes.WithAugmentation(new RecipeAddition(name, doc, keys));
        registrations.Add(new Registration(name, create, inValidation));
    }

    /// <summary>Those that a recipe switches on.</summary>
    /// <exception cref="ArgumentException">The recipe names one that isn't here.</exception>
    internal IEnumerable<(string Name, IAugmentation Operation)> Of(AugmentRecipe recipe, bool validation)
    {
        if (recipe.Own.Keys.FirstOrDefault(name => registrations.TrueForAll(registration => registration.Name != name)) is { } unknown)
        {
            throw new ArgumentException($"No augmentation '{unknown}' was added to these extensions.", nameof(recipe));
        }

        foreach (var (name, create, inValidation) in registrations)
        {
            if (recipe.Own.GetValueOrDefault(name) is { } values && (inValidation || !validation))
            {
                yield return (name, NamedAugmentation.Of(name, () => create(values)));
            }
        }
    }

    private sealed record Registration(string Name, Func<RecipeValues, IAugmentation> Create, bool InValidation);
}
