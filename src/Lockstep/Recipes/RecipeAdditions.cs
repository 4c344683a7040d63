using Lockstep.Schema;

namespace Lockstep.Recipes;

/// <summary>All that recipes can name beside what they always say: Lockstep's own, and what a program adds.</summary>
public sealed class RecipeAdditions
{
    private readonly Lazy<SectionShape> root;

    /// <param name="builtIn">Lockstep's own.</param>
    /// <param name="augmentations">What a program adds as keys under <c>augment</c>.</param>
    /// <param name="models">What it adds as names under <c>model</c>.</param>
    public RecipeAdditions(BuiltInKeys builtIn, IReadOnlyList<RecipeAddition> augmentations, IReadOnlyList<RecipeAddition> models)
    {
        (BuiltIn, Augmentations, Models) = (builtIn, augmentations, models);
        root = new(() => RecipeSchema.Of(this));
    }

    /// <summary>Nothing, which is enough where no model is trained.</summary>
    public static RecipeAdditions None { get; } = new(BuiltInKeys.None, [], []);

    /// <summary>Lockstep's own.</summary>
    public BuiltInKeys BuiltIn { get; }

    /// <summary>A program's own augmentations.</summary>
    public IReadOnlyList<RecipeAddition> Augmentations { get; }

    /// <summary>A program's own models.</summary>
    public IReadOnlyList<RecipeAddition> Models { get; }

    /// <summary>Every key of a recipe of the kind <c>train</c>.</summary>
    internal SectionShape Root => root.Value;

    /// <summary>The same with one augmentation more.</summary>
    /// <exception cref="ArgumentException">Its name, or one of its keys', is taken, or can't be written.</exception>
    public RecipeAdditions WithAugmentation(RecipeAddition added) => new(
        BuiltIn,
        [.. Augmentations, Distinct(added, "augment", ((PresetShape)ShapeOf("augment")).BuiltIn.Select(key => key.Name), Augmentations)],
        Models);

    /// <summary>The same with one model more.</summary>
    /// <exception cref="ArgumentException">Its name, or one of its keys', is taken, or can't be written.</exception>
    public RecipeAdditions WithModel(RecipeAddition added)
    {
        var models = (ChoiceShape)ShapeOf("model") with { Own = [] };
        return added.Keys.Any(key => models.Keys.Any(own => own.Name == key.Name))
            ? throw new ArgumentException(
                $"model '{added.Name}': its keys must have other names than {string.Join(", ", models.Keys.Select(key => key.Name))}, which Lockstep has.",
                nameof(added))
            : new(BuiltIn, Augmentations, [.. Models, Distinct(added, "model", BuiltIn.Models.All.Select(variant => variant.Name), Models)]);
    }

    private Shape ShapeOf(string section) => Root.Keys.Single(key => key.Name == section).Shape;

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
