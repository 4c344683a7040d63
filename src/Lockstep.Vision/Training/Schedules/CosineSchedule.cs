using static Lockstep.Vision.Training.Schedules.BuiltInSchedule;

namespace Lockstep.Vision.Training.Schedules;

/// <summary>Loshchilov and Hutter, SGDR, 2017, equation 5, without restarts.</summary>
internal static class CosineSchedule
{
    public static BuiltInSchedule BuiltIn { get; } = new("cosine", at => Cosine(at.Train.Lr, Set(at.Schedule.MinLr), at.Progress));

    public static double Cosine(double from, double to, double progress) => to + (0.5 * (from - to) * (1 + Math.Cos(Math.PI * progress)));
}
