using System.Globalization;
using Lockstep.Recipes;
using Lockstep.Samples;

namespace Lockstep.Vision.Losses;

/// <summary>How much each class weighs in the loss.</summary>
internal static class ClassWeights
{
    private const string Key = "loss.class_weights";
    private const int MostShown = 20;

    /// <summary>Checks what only the data can tell of a recipe.</summary>
    /// <exception cref="RecipeException">There are not as many weights as classes.</exception>
    public static void Check(ResolvedRecipe recipe, Dataset data)
    {
        if (recipe.Recipe.Loss.ClassWeights?.Values is { } values && values.Length != data.Classes.Count)
        {
            var classes = string.Join(", ", data.Classes.Take(MostShown))
                + (data.Classes.Count > MostShown ? $" and {data.Classes.Count - MostShown} more" : "");
            var problem = string.Create(
                CultureInfo.InvariantCulture, $"{Key}: expected {Counted.Of(data.Classes.Count, "weight")}, one for each of {classes}, found {values.Length}.");
            throw new RecipeException([recipe.ProblemAt(Key, problem)]);
        }
    }

    /// <returns>By the class's number; null where all weigh the same.</returns>
    /// <remarks>
    /// Balanced: as scikit-learn's, samples / (classes × samples of the class). A class without a training sample has nothing to balance and weighs
    /// 1.
    /// </remarks>
    public static double[]? Of(LossRecipe recipe, Dataset data)
    {
        if (recipe.ClassWeights is not { Balanced: true } weights)
        {
            return recipe.ClassWeights?.Values;
        }

        var counts = data.Train.CountBy(sample => sample.Class).ToDictionary();
        return [.. Enumerable.Range(0, data.Classes.Count).Select(number =>
            counts.TryGetValue(number, out var count) ? data.Train.Count / ((double)data.Classes.Count * count) : 1)];
    }
}
