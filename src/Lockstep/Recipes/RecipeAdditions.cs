using Lockstep.Schema;


namespace Lockstep.Recipes;

/// <summary>All that a program adds to what recipes can name.</summary>
/// <param name="Augmentations">Keys under <c>augment</c>.</param>
/// <param name="Models">Names under <c>model</c>.</param>
public sealed record RecipeAdditions(IReadOnlyList<RecipeAddition> Augmentations, IReadOnlyList<RecipeAddition> Models)
{
    /// <summary>Lockstep as it is.</summary>
    public static RecipeAdditions None { get; } = new([], []);

    /// <summary>The same with one augmentation more.</summary>
    /// <exception cref="ArgumentException">Its name, or one of its keys', is taken, or can't be written.</exception>
    public RecipeAdditions WithAugmentation(RecipeAddition added) =>
        this with
        {
            Augmentations =
            [
                .. Augmentations,
                Distinct(added, "augment", RecipeSchema.Root.Keys.Single(key => key.Name == "augment").Shape.Keys.Select(key => key.Name), Augmentations)
            ]
        };

    /// <summary>The same with one model more.</summary>
    /// <exception cref="ArgumentException">Its name, or one of its keys', is taken, or can't be written.</exception>
    public RecipeAdditions WithModel(RecipeAddition added)
    {
        var models = (ChoiceShape)RecipeSchema.Root.Keys.Single(key => key.Name == "model").Shape;
        return added.Keys.Any(key => models.Keys.Any(own => own.Name == key.Name))
            ? throw new ArgumentException(
                $"model '{added.Name}': its keys must have other names than {string.Join(", ", models.Keys.Select(key => key.Name))}, which Lockstep has.",
                nameof(added))
            : this with { Models = [.. Models, Distinct(added, "model", models.Variants.Select(variant => variant.Name), Models)] };
    }

    private static RecipeAddition Distinct(RecipeAddition added, string place, IEnumerable<string> builtIn, IReadOnlyList<RecipeAddition> earlier)
    {
        RecipeAddition.Checked(added.Name);
        var taken = builtIn.Contains(added.Name, StringComparer.Ordinal)
            ? "Lockstep has one of that name"
            : earlier.Any(other => other.Name == added.Name) ? "one of that name was added before" : null;
        if (taken is not null)
        {
            throw new ArgumentException($"{place} '{added.Name}' can't be added: {taken}. Choose another name.", nameof(added));
        }

        return added.Keys.Select(key => key.Name).Distinct(StringComparer.Ordinal).Count() == added.Keys.Count
            ? added
            : throw new ArgumentException($"{place} '{added.Name}' can't be added: two of its keys have one name.", nameof(added));
    }
}
