using Lockstep.Locks;
using Lockstep.Recipes;
using Lockstep.Runs;

namespace Lockstep.Exec;

/// <summary>The Environment box of a run that was a command, held against this machine.</summary>
public static class CommandEnvironment
{
    /// <summary>What differs of that which is known before a command runs: processor, C and mathematical library, threads and variables.</summary>
    /// <exception cref="LockstepException">The run's locks or its recipe can't be read.</exception>
    public static IReadOnlyList<LockDifference> DriftOf(RunFolder run)
    {
        var recorded = run.ReadLocks();
        var recipe = RecipeReader.ResolveCommand(run.RecipePath, File.ReadAllBytes(run.RecipePath), [], Environment.ProcessorCount);
        var here = recorded with { Environment = CommandLocks.EnvironmentFor(recipe.Recipe) };
        return [.. recorded.DifferencesTo(here).Where(RecordedFiles.IsKnownBefore)];
    }
}
