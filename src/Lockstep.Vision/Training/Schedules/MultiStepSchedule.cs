using Lockstep.Recipes;
using static Lockstep.Vision.Training.Schedules.BuiltInSchedule;

namespace Lockstep.Vision.Training.Schedules;

/// <summary>A factor at each of some epochs.</summary>
internal static class MultiStepSchedule
{
    public static BuiltInSchedule BuiltIn { get; } = new(
        "multi_step", at => at.Train.Lr * Math.Pow(Set(at.Schedule.Gamma), Milestones(at.Schedule).Count(milestone => milestone <= at.Epoch)));

    private static int[] Milestones(ScheduleRecipe schedule) =>
        schedule.Milestones ?? throw new ArgumentException("The resolved recipe gives every field of its schedule.");
}
