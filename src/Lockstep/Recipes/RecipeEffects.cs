using Lockstep.Schema;

namespace Lockstep.Recipes;

/// <summary>Where in a run a key of the recipe can make a difference, as its declaration says.</summary>
internal static class RecipeEffects
{
    /// <param name="additions">What recipes can name.</param>
    /// <param name="path">A key's, such as <c>optimizer.betas</c>; one that a program added is as the section that it lies in.</param>
    /// <returns>Null for a key that nothing is known of.</returns>
    public static Effects? Of(RecipeAdditions additions, string path)
    {
        var (keys, acts) = (Keys(additions), (Effects?)null);
        foreach (var name in path.Split('.'))
        {
            // Variants of one choice may have keys of one name, which do the same.
            if (keys.FirstOrDefault(key => key.Name == name) is not { } found)
            {
                return acts;
            }

            acts = found.ChangesResults ? found.Acts ?? acts : Effects.None;
            keys = found.Shape.Keys;
        }

        return acts;
    }

    /// <summary>Whether a section names one of several things: with another name, all its keys are others.</summary>
    internal static bool IsChoice(RecipeAdditions additions, string section)
    {
        Shape shape = additions.Root;
        foreach (var name in section.Split('.'))
        {
            if (shape.Keys.FirstOrDefault(key => key.Name == name) is not { } found)
            {
                return false;
            }

            shape = found.Shape;
        }

        return shape is ChoiceShape;
    }

    /// <summary>Every key that can change a result, by its path, with where it says that it acts; for the test that none is forgotten.</summary>
    internal static IEnumerable<(string Path, Effects? Acts)> All(RecipeAdditions additions) => Below("", null, Keys(additions));

    /// <summary>Of both kinds; keys that both have do the same.</summary>
    private static IEnumerable<Key> Keys(RecipeAdditions additions) =>
        additions.Root.Keys.Concat(CommandSchema.Root.Keys.ExceptBy(additions.Root.Keys.Select(key => key.Name), key => key.Name));

    private static IEnumerable<(string Path, Effects? Acts)> Below(string path, Effects? around, IEnumerable<Key> keys) => keys
        .Where(key => key.ChangesResults)
        .SelectMany(key => key.Shape.Keys.Any()
            ? Below(SectionShape.Join(path, key.Name), key.Acts ?? around, key.Shape.Keys)
            : [(SectionShape.Join(path, key.Name), key.Acts ?? around)]);
}
