using static Lockstep.Vision.Training.Schedules.BuiltInSchedule;

namespace Lockstep.Vision.Training.Schedules;

/// <summary>Down to 0 as a power of what is left.</summary>
internal static class PolynomialSchedule
{
    public static BuiltInSchedule BuiltIn { get; } = new("polynomial", at => at.Train.Lr * Math.Pow(1 - at.Progress, Set(at.Schedule.Power)));
}
