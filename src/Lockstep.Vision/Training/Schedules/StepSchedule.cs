using static Lockstep.Vision.Training.Schedules.BuiltInSchedule;

namespace Lockstep.Vision.Training.Schedules;

/// <summary>A factor every so many epochs.</summary>
internal static class StepSchedule
{
    public static BuiltInSchedule BuiltIn { get; } = new("step", at => at.Train.Lr * Math.Pow(Set(at.Schedule.Gamma), at.Epoch / Set(at.Schedule.StepEpochs)));
}
