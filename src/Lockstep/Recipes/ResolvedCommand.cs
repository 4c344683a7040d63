using System.Text.Json;
using Lockstep.Schema;

namespace Lockstep.Recipes;

/// <summary>The recipe of a run that is a command, in which every value is explicit.</summary>
public sealed class ResolvedCommand : ResolvedValues
{
    internal ResolvedCommand(string fileName, Resolution resolution, IReadOnlyList<string> overrides)
        : base(fileName, resolution, overrides) =>
        Recipe = resolution.Root.ForRecord(Values).Deserialize<CommandRecipe>(ToRecord)!;

    /// <summary>The same values by their names.</summary>
    public CommandRecipe Recipe { get; }
}
