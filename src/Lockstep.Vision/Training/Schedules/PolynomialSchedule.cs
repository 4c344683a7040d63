using Lockstep.Recipes;
using Lockstep.Schema;
using static Lockstep.Vision.Training.Schedules.BuiltInSchedule;

namespace Lockstep.Vision.Training.Schedules;

/// <summary>Down to 0 as a power of what is left.</summary>
internal static class PolynomialSchedule
{
    public static BuiltInSchedule BuiltIn { get; } = new(
        new(
            "polynomial",
            "train.lr times a power of the part of the steps that is left.",
            Warmup,
            new Key("power", CommonShapes.Positive, DefaultValue.Of(1.0), "1 is a straight line down to 0, 2 is steeper at first.")),
        at => at.Train.Lr * Math.Pow(1 - at.Progress, at.Values.Number("power")));
}
