using Lockstep.Recipes;

namespace Lockstep.Vision.Training;

/// <summary>The learning rate as a pure function of the step.</summary>
public static class LearningRate
{
    /// <summary>Warm-up rises linearly to the base rate over its epochs; after it the schedule runs, step by step where it is smooth.</summary>
    /// <param name="step">From 0.</param>
    public static double At(ScheduleRecipe schedule, TrainRecipe train, long step, int stepsPerEpoch)
    {
        var warmup = schedule.WarmupEpochs * stepsPerEpoch;
        if (step + 1 < warmup)
        {
            return train.Lr * (step + 1) / warmup;
        }

        switch (schedule.Name)
        {
            case "constant":
                return train.Lr;
            case "step":
                return train.Lr * Math.Pow(Set(schedule.Gamma), step / stepsPerEpoch / Set(schedule.StepEpochs));
            case "cosine":
                // Loshchilov and Hutter, SGDR, 2017, equation 5, without restarts.
                var total = (double)train.Epochs * stepsPerEpoch;
                var progress = Math.Min(1, (step - warmup) / Math.Max(1, total - warmup));
                var least = Set(schedule.MinLr);
                return least + (0.5 * (train.Lr - least) * (1 + Math.Cos(Math.PI * Math.Max(0, progress))));
            default:
                throw new ArgumentException($"No schedule is named '{schedule.Name}'.", nameof(schedule));
        }
    }

    private static T Set<T>(T? value)
        where T : struct => value ?? throw new ArgumentException("The resolved recipe gives every field of its schedule.");
}
