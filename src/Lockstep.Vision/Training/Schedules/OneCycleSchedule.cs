using Lockstep.Recipes;
using Lockstep.Schema;
using static Lockstep.Vision.Training.Schedules.BuiltInSchedule;

namespace Lockstep.Vision.Training.Schedules;

/// <summary>Smith and Topin, Super-Convergence, 2017, in two phases and annealed by cosines, as PyTorch's OneCycleLR.</summary>
internal static class OneCycleSchedule
{
    public static BuiltInSchedule BuiltIn { get; } = new(
        new(
            "one_cycle",
            "Half a cosine up to train.lr and half a cosine down again (Smith and Topin 2017), step by step; momentum stays. Warm-up comes before it, "
            + "up to its first rate.",
            Warmup,
            new Key("pct_start", CommonShapes.Probability, DefaultValue.Of(0.3), "The part of the steps that goes up."),
            new Key("div_factor", CommonShapes.AtLeastOne, DefaultValue.Of(25.0), "train.lr divided by the first rate."),
            new Key("final_div_factor", CommonShapes.AtLeastOne, DefaultValue.Of(10_000.0), "The first rate divided by the last.")),
        Rate)
    {
        FirstRate = First,
    };

    private static double First(RecipeValues values, TrainRecipe train) => train.Lr / values.Number("div_factor");

    private static double Rate(ScheduleMoment at)
    {
        var first = First(at.Values, at.Train);
        var last = first / at.Values.Number("final_div_factor");
        var top = (at.Values.Number("pct_start") * at.Total) - 1;
        return at.Done <= top
            ? CosineSchedule.Cosine(first, at.Train.Lr, top > 0 ? at.Done / top : 1)
            : CosineSchedule.Cosine(at.Train.Lr, last, Math.Min(1, (at.Done - top) / (at.Total - 1 - top)));
    }
}
