using Lockstep.Recipes;
using static Lockstep.Vision.Training.Schedules.BuiltInSchedule;

namespace Lockstep.Vision.Training.Schedules;

/// <summary>Smith and Topin, Super-Convergence, 2017, in two phases and annealed by cosines, as PyTorch's OneCycleLR.</summary>
internal static class OneCycleSchedule
{
    public static BuiltInSchedule BuiltIn { get; } = new("one_cycle", at => Rate(at)) { FirstRate = First };

    private static double First(ScheduleRecipe schedule, TrainRecipe train) => train.Lr / Set(schedule.DivFactor);

    private static double Rate(ScheduleMoment at)
    {
        var first = First(at.Schedule, at.Train);
        var last = first / Set(at.Schedule.FinalDivFactor);
        var top = (Set(at.Schedule.PctStart) * at.Total) - 1;
        return at.Done <= top
            ? CosineSchedule.Cosine(first, at.Train.Lr, top > 0 ? at.Done / top : 1)
            : CosineSchedule.Cosine(at.Train.Lr, last, Math.Min(1, (at.Done - top) / (at.Total - 1 - top)));
    }
}
