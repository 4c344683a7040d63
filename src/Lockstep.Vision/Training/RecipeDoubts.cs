using System.Globalization;
using Lockstep.Recipes;
using Lockstep.Vision.Training.Schedules;

namespace Lockstep.Vision.Training;

/// <summary>What a recipe says that changes nothing in a training of its length.</summary>
public static class RecipeDoubts
{
    /// <returns>In sentences, each with its key first.</returns>
    public static IEnumerable<string> Of(Recipe recipe)
    {
        var (epochs, schedule) = (recipe.Train.Epochs, recipe.Schedule);
        if (schedule.WarmupEpochs > 0 && schedule.WarmupEpochs >= epochs)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"schedule.warmup_epochs: the warm-up of {schedule.WarmupEpochs} epoch{(schedule.WarmupEpochs == 1 ? "" : "s")} is as long "
                    + $"as the training (train.epochs: {epochs}) or longer, so the learning rate "
                    + $"{(schedule.WarmupEpochs > epochs ? "never gets to train.lr" : "gets to train.lr in the last step only")}.");
        }

        if (ScheduleCatalog.Of(schedule).Doubt(schedule.Values, epochs) is { } doubt)
        {
            yield return doubt;
        }

        if (recipe.Train.EarlyStopping is { Patience: var patience } && patience >= epochs - 1)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"train.early_stopping.patience: {Counted.Of(patience, "epoch")} without a better one can't go by before the last of "
                    + $"{epochs}, so nothing is ever stopped early.");
        }
    }
}
