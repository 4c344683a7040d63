using Lockstep.Recipes;
using Lockstep.Samples;
using Lockstep.Vision.Tasks;
using Lockstep.Vision.Tasks.Classification;

namespace Lockstep.Vision.Runs;

/// <summary>Which task a recipe is of.</summary>
internal static class TaskCatalog
{
    /// <param name="data">What the recipe is trained on, or a model of it evaluated.</param>
    public static ITask Of(Recipe recipe, Dataset data) => new ClassificationTask(recipe, data);
}
