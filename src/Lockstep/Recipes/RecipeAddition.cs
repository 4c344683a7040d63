using System.Text.RegularExpressions;
using Lockstep.Schema;

namespace Lockstep.Recipes;

/// <summary>Something that a program adds to what recipes can name.</summary>
/// <param name="Name">As a recipe writes it.</param>
/// <param name="Doc">A sentence.</param>
/// <param name="Keys">What a recipe says of it.</param>
public sealed partial record RecipeAddition(string Name, string Doc, IReadOnlyList<RecipeKey> Keys)
{
    /// <exception cref="ArgumentException">Not usable as a name in a recipe.</exception>
    public static string Checked(string name) => Pattern().IsMatch(name)
        ? name
        : throw new ArgumentException(
            $"'{name}' can't be written in a recipe: expected small letters, digits, '_' and '-', a letter first, at most 40 characters.", nameof(name));

    /// <summary>The key under <c>augment</c>: off where it is null, and nobody has to write it.</summary>
    internal Key ToKey() => new(Name, new NullableShape(new SectionShape([.. Keys.Select(key => key.Key)])), DefaultValue.Null, Doc);

    internal Variant ToVariant() => new(Name, Doc, [.. Keys.Select(key => key.Key)]);

    [GeneratedRegex(@"^[a-z][a-z0-9_-]{0,39}\z")]
    private static partial Regex Pattern();
}
