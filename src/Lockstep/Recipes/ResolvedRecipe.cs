using System.Text.Json;
using Lockstep.Schema;

namespace Lockstep.Recipes;

/// <summary>The recipe of a run that trains, in which every value is explicit.</summary>
public sealed class ResolvedRecipe : ResolvedValues
{
    internal ResolvedRecipe(string fileName, Resolution resolution, IReadOnlyList<string> overrides)
        : base(fileName, resolution, overrides) =>
        Recipe = resolution.Root.ForRecord(Values).Deserialize<Recipe>(ToRecord)!;

    /// <summary>The same values by their names.</summary>
    public Recipe Recipe { get; private set; }

    /// <summary>The same with the file that the model starts from where it was found; its values still say what was written.</summary>
    public ResolvedRecipe WithModelFileAt(string path)
    {
        var found = (ResolvedRecipe)MemberwiseClone();
        found.Recipe = Recipe with { Model = Recipe.Model.WithFileAt(path) };
        return found;
    }
}
