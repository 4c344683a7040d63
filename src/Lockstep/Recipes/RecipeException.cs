using Lockstep.Syntax;

namespace Lockstep.Recipes;

/// <summary>A recipe that cannot be used; the message holds every problem, one a line.</summary>
public sealed class RecipeException(IReadOnlyList<RecipeProblem> problems)
    : LockstepException(string.Join('\n', problems))
{
    /// <summary>In the order of the file, then those of the overrides; never empty.</summary>
    public IReadOnlyList<RecipeProblem> Problems { get; } = problems;
}
