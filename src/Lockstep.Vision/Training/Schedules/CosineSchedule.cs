using Lockstep.Recipes;
using Lockstep.Schema;
using static Lockstep.Vision.Training.Schedules.BuiltInSchedule;

namespace Lockstep.Vision.Training.Schedules;

/// <summary>Loshchilov and Hutter, SGDR, 2017, equation 5, without restarts.</summary>
internal static class CosineSchedule
{
    public static BuiltInSchedule BuiltIn { get; } = new(
        new(
            "cosine",
            "Half a cosine from train.lr down to min_lr (Loshchilov and Hutter 2016).",
            Warmup,
            new Key("min_lr", CommonShapes.NotNegative, DefaultValue.Of(0.0), "The learning rate at the end.")),
        at => Cosine(at.Train.Lr, at.Values.Number("min_lr"), at.Progress));

    public static double Cosine(double from, double to, double progress) => to + (0.5 * (from - to) * (1 + Math.Cos(Math.PI * progress)));
}
