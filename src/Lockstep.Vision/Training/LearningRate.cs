using Lockstep.Recipes;

namespace Lockstep.Vision.Training;

/// <summary>The learning rate as a pure function of the step.</summary>
public static class LearningRate
{
    /// <summary>Warm-up rises linearly to the schedule's first rate over its epochs; after it the schedule runs, step by step where it is smooth.</summary>
    /// <param name="step">From 0.</param>
    public static double At(ScheduleRecipe schedule, TrainRecipe train, long step, int stepsPerEpoch)
    {
        var warmup = schedule.WarmupEpochs * stepsPerEpoch;
        if (step + 1 < warmup)
        {
            return FirstRate(schedule, train) * (step + 1) / warmup;
        }

        // What a schedule without whole epochs has for itself: the steps since warm-up, and all of them.
        var done = Math.Max(0, step - warmup);
        var total = Math.Max(1, ((double)train.Epochs * stepsPerEpoch) - warmup);
        var epoch = step / stepsPerEpoch;
        return schedule.Name switch
        {
            "constant" => train.Lr,
            "step" => train.Lr * Math.Pow(Set(schedule.Gamma), epoch / Set(schedule.StepEpochs)),
            "multi_step" => train.Lr * Math.Pow(Set(schedule.Gamma), Milestones(schedule).Count(milestone => milestone <= epoch)),
            "cosine" => Cosine(train.Lr, Set(schedule.MinLr), Math.Min(1, done / total)),
            "polynomial" => train.Lr * Math.Pow(1 - Math.Min(1, done / total), Set(schedule.Power)),
            "one_cycle" => OneCycle(schedule, train, done, total),
            _ => throw new ArgumentException($"No schedule is named '{schedule.Name}'.", nameof(schedule)),
        };
    }

    private static double FirstRate(ScheduleRecipe schedule, TrainRecipe train) =>
        schedule.Name == "one_cycle" ? train.Lr / Set(schedule.DivFactor) : train.Lr;

    /// <summary>Loshchilov and Hutter, SGDR, 2017, equation 5, without restarts.</summary>
    private static double Cosine(double from, double to, double progress) => to + (0.5 * (from - to) * (1 + Math.Cos(Math.PI * progress)));

    /// <summary>Smith and Topin, Super-Convergence, 2017, in two phases and annealed by cosines, as PyTorch's OneCycleLR.</summary>
    private static double OneCycle(ScheduleRecipe schedule, TrainRecipe train, double done, double total)
    {
        var first = FirstRate(schedule, train);
        var last = first / Set(schedule.FinalDivFactor);
        var top = (Set(schedule.PctStart) * total) - 1;
        return done <= top
            ? Cosine(first, train.Lr, top > 0 ? done / top : 1)
            : Cosine(train.Lr, last, Math.Min(1, (done - top) / (total - 1 - top)));
    }

    private static int[] Milestones(ScheduleRecipe schedule) => schedule.Milestones ?? throw NotSet();

    private static T Set<T>(T? value)
        where T : struct => value ?? throw NotSet();

    private static ArgumentException NotSet() => new("The resolved recipe gives every field of its schedule.");
}
