using System.Globalization;
using Lockstep.Recipes;

namespace Lockstep.Vision.Training;

/// <summary>Counts the epochs in which the metric got no better.</summary>
internal sealed class EarlyStopping(EarlyStoppingRecipe recipe, string metric, bool higherIsBetter)
{
    /// <summary>How far rounding may put a difference off, in units of the last place of the greater number: 0.8 - 0.7 is more than 0.1 in doubles.</summary>
    private const double Rounding = 4;

    private double? best;
    private int waited;

    /// <summary>The best so far and the epochs since, to resume from.</summary>
    public EarlyStoppingFacts Facts
    {
        get => new(best, waited);
        set => (best, waited) = (value.Best, value.Waited);
    }

    /// <summary>Takes in the metric of one epoch more.</summary>
    /// <returns>Why to stop after it, for a person; null to go on.</returns>
    public string? ReasonAfter(double value)
    {
        if (double.IsFinite(value) && (best is not { } before || !double.IsFinite(before) || IsBetter(value, before)))
        {
            (best, waited) = (value, 0);
            return null;
        }

        return ++waited < recipe.Patience ? null : string.Create(
            CultureInfo.InvariantCulture, $"{metric} was {Missed} for {waited} epoch{(waited == 1 ? "" : "s")} in a row");
    }

    private string Missed => best is not { } before
        ? "no finite number"
        : string.Create(
            CultureInfo.InvariantCulture,
            $"not {(higherIsBetter ? "above" : "below")} {before:0.######}{(recipe.MinDelta > 0 ? $" by more than {recipe.MinDelta}" : "")}");

    private bool IsBetter(double value, double before)
    {
        var gain = higherIsBetter ? value - before : before - value;
        var rounding =
            recipe.MinDelta > 0 ? Rounding * (Math.BitIncrement(Math.Max(Math.Abs(value), Math.Abs(before))) - Math.Max(Math.Abs(value), Math.Abs(before))) : 0;
        return gain - recipe.MinDelta > rounding;
    }
}

/// <param name="Best">Null before the first epoch whose metric is a finite number.</param>
/// <param name="Waited">Epochs since that were no better.</param>
internal sealed record EarlyStoppingFacts(double? Best, int Waited);
