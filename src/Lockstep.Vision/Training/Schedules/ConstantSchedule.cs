using static Lockstep.Vision.Training.Schedules.BuiltInSchedule;

namespace Lockstep.Vision.Training.Schedules;

/// <summary>The same rate at every step.</summary>
internal static class ConstantSchedule
{
    public static BuiltInSchedule BuiltIn { get; } = new(new("constant", "The same learning rate throughout.", Warmup), at => at.Train.Lr);
}
