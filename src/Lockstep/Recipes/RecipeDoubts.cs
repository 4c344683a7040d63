using System.Globalization;

namespace Lockstep.Recipes;

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

        if (schedule.Name == "multi_step" && (schedule.Milestones ?? []).Where(milestone => milestone >= epochs).ToArray() is { Length: > 0 } late)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"schedule.milestones: {string.Join(", ", late)} {(late.Length == 1 ? "is" : "are")} not before the end of the training "
                    + $"(train.epochs: {epochs}) and {(late.Length == 1 ? "changes" : "change")} nothing.");
        }

        if (schedule.Name == "step" && schedule.StepEpochs >= epochs)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"schedule.step_epochs: the first step after {Counted.Of(schedule.StepEpochs ?? 0, "epoch")} is not before the end of the "
                    + $"training (train.epochs: {epochs}), so the learning rate stays.");
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
