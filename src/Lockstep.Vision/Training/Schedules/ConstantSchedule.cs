namespace Lockstep.Vision.Training.Schedules;

/// <summary>The same rate at every step.</summary>
internal static class ConstantSchedule
{
    public static BuiltInSchedule BuiltIn { get; } = new("constant", at => at.Train.Lr);
}
