using System.Globalization;
using Lockstep.Recipes;

namespace Lockstep.Vision.Training;

/// <summary>Counts the epochs in which the metric got no better.</summary>
public sealed class EarlyStopping(EarlyStoppingRecipe recipe, string metric, bool higherIsBetter)
{
    private double? best;
    private int waited;

    /// <summary>The best so far and the epochs since, to go on from.</summary>
    public EarlyStoppingFacts Facts
    {
        get => new(best, waited);
        set => (best, waited) = (value.Best, value.Waited);
    }

    /// <summary>Takes in the metric of one epoch more.</summary>
    /// <returns>Why to stop after it, for a person; null to go on.</returns>
    public string? ReasonAfter(double value)
    {
        if (best is not { } before || double.IsNaN(before) || (higherIsBetter ? value - before : before - value) > recipe.MinDelta)
        {
            (best, waited) = (value, 0);
            return null;
        }

        return ++waited < recipe.Patience ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"{metric} was not {(higherIsBetter ? "above" : "below")} {before:0.######}{(recipe.MinDelta > 0 ? $" by more than {recipe.MinDelta}" : "")} for {waited} epoch{(waited == 1 ? "" : "s")} in a row");
    }
}

/// <param name="Best">Null before the first epoch's end.</param>
/// <param name="Waited">Epochs since that were no better.</param>
public sealed record EarlyStoppingFacts(double? Best, int Waited);
