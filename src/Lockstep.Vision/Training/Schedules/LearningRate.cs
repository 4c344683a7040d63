using Lockstep.Recipes;

namespace Lockstep.Vision.Training.Schedules;

/// <summary>The learning rate as a pure function of the step.</summary>
public static class LearningRate
{
    /// <summary>Warm-up rises linearly to the schedule's first rate over its epochs; after it the schedule runs, step by step where it is smooth.</summary>
    /// <param name="step">From 0.</param>
    public static double At(ScheduleRecipe schedule, TrainRecipe train, long step, int stepsPerEpoch)
    {
        var found = ScheduleCatalog.Of(schedule);
        var warmup = schedule.WarmupEpochs * stepsPerEpoch;
        if (step + 1 < warmup)
        {
            return found.FirstRate(schedule.Values, train) * (step + 1) / warmup;
        }

        // What a schedule without whole epochs has for itself: the steps since warm-up, and all of them.
        var done = Math.Max(0, step - warmup);
        var total = Math.Max(1, ((double)train.Epochs * stepsPerEpoch) - warmup);
        return found.Rate(new ScheduleMoment(schedule.Values, train, step / stepsPerEpoch, done, total));
    }
}
