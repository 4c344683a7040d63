using Lockstep.Files;
using Lockstep.Schema;


namespace Lockstep.Recipes;

/// <summary>A key that a program adds to recipes, checked with line and column as Lockstep's own are.</summary>
public sealed class RecipeKey
{
    private RecipeKey(string name, Shape shape, DefaultValue byDefault, string doc) => Key = new Key(RecipeAddition.Checked(name), shape, byDefault, doc);

    internal Key Key { get; }

    /// <summary>As a recipe writes it.</summary>
    public string Name => Key.Name;

    /// <param name="doc">A sentence, for editors and messages.</param>
    /// <param name="byDefault">The value of a key that nobody writes; null where it must be written.</param>
    /// <param name="least">The least value that is allowed; without it, any.</param>
    /// <param name="most">The greatest.</param>
    public static RecipeKey Number(
        string name, string doc, double? byDefault = null, double least = double.NegativeInfinity, double most = double.PositiveInfinity) =>
            new(name, new NumberShape { Least = least, Most = most }, byDefault is { } value ? DefaultValue.Of(JsonNumber.Of(value)) : DefaultValue.None, doc);

    /// <inheritdoc cref="Number"/>
    public static RecipeKey WholeNumber(string name, string doc, int? byDefault = null, int least = 0, int most = int.MaxValue) =>
        new(name, new WholeNumberShape(least, most), byDefault is { } value ? DefaultValue.Of((long)value) : DefaultValue.None, doc);

    /// <inheritdoc cref="Number"/>
    public static RecipeKey Flag(string name, string doc, bool? byDefault = null) =>
        new(name, new FlagShape(), byDefault is { } value ? DefaultValue.Of(value) : DefaultValue.None, doc);

    /// <inheritdoc cref="Number"/>
    /// <param name="words">All that are allowed.</param>
    public static RecipeKey Word(string name, string doc, IReadOnlyList<string> words, string? byDefault = null) =>
        new(name, new WordShape(words), byDefault is { } value ? DefaultValue.Of(value) : DefaultValue.None, doc);
}
