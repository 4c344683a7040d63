using System.Globalization;
using Lockstep.Recipes;
using Lockstep.Syntax;
using Lockstep.Text;

namespace Lockstep.Invariants;

/// <summary>What is wrong with a training's invariants that only the data and the other keys tell.</summary>
public static class InvariantProblems
{
    private const string Train = "train";

    /// <summary>The path of a key of an invariant.</summary>
    internal static string PathOf(int index, string key) => string.Create(CultureInfo.InvariantCulture, $"{InvariantSchema.Name}[{index}].{key}");

    /// <param name="validated">The names of what a validation gives.</param>
    /// <param name="scores">Those of them that go from 0 to 1.</param>
    /// <exception cref="RecipeException">A metric that there is not, an epoch that is not reached, a value that can't be.</exception>
    public static void Refuse(ResolvedRecipe recipe, IReadOnlyList<string> validated, IReadOnlyCollection<string> scores)
    {
        RecipeProblem[] problems = [.. recipe.Recipe.Invariants.Index().SelectMany(item => Of(item.Item, recipe.Recipe, validated, scores)
            .Select(problem => recipe.ProblemAt(PathOf(item.Index, problem.Key), $"{PathOf(item.Index, problem.Key)}: {problem.Message}")))];
        if (problems.Length > 0)
        {
            throw new RecipeException(problems);
        }
    }

    private static IEnumerable<(string Key, string Message)> Of(
        Invariant invariant, Recipe recipe, IReadOnlyList<string> validated, IReadOnlyCollection<string> scores)
    {
        var isTrain = invariant.Phase == Train;
        IReadOnlyList<string> known = isTrain ? ["loss", "stepsLeftOut"] : validated;
        if (!known.Contains(invariant.Metric, StringComparer.Ordinal))
        {
            var nearest = NearestName.Of(invariant.Metric, [.. known]) is { } near ? $" Did you mean '{near}'?" : "";
            yield return ("metric", $"the phase {invariant.Phase} has no metric '{invariant.Metric}'.{nearest} It has {Listed(known)}.");
            yield break;
        }

        if (invariant.AtEpoch > recipe.Train.Epochs && invariant.In != Invariant.OnlySmoke)
        {
            yield return ("at_epoch", string.Create(
                CultureInfo.InvariantCulture,
                $"{invariant.AtEpoch} is after the last epoch (train.epochs: {recipe.Train.Epochs}). With 'in: smoke' it is of the smoke test alone."));
        }

        if (!isTrain && scores.Contains(invariant.Metric))
        {
            if (invariant.Min > 1)
            {
                yield return ("min", FormattableString.Invariant($"{invariant.Metric} goes from 0 to 1, so it is never {invariant.Min} or more."));
            }

            if (invariant.Max < 0)
            {
                yield return ("max", FormattableString.Invariant($"{invariant.Metric} goes from 0 to 1, so it is never {invariant.Max} or less."));
            }
        }
    }

    private static string Listed(IReadOnlyList<string> names) =>
        names.Count <= 8 ? string.Join(", ", names) : $"{string.Join(", ", names.Take(6))} … {names[^1]}";
}
