using System.Globalization;
using Lockstep.Recipes;
using Lockstep.Schema;
using static Lockstep.Vision.Training.Schedules.BuiltInSchedule;

namespace Lockstep.Vision.Training.Schedules;

/// <summary>A factor at each of some epochs.</summary>
internal static class MultiStepSchedule
{
    public static BuiltInSchedule BuiltIn { get; } = new(
        new(
            "multi_step",
            "The learning rate is multiplied by gamma after each of the epochs in milestones.",
            Warmup,
            new Key(
                "milestones", new RisingListShape(new WholeNumberShape(1, int.MaxValue)), DefaultValue.None,
                "After how many epochs, from the beginning, the steps are."),
            Gamma),
        at => at.Train.Lr * Math.Pow(at.Values.Number("gamma"), at.Values.WholeNumbers("milestones").Count(milestone => milestone <= at.Epoch)))
    {
        Doubt = DoubtOf,
    };

    private static string? DoubtOf(RecipeValues values, int epochs)
    {
        int[] late = [.. values.WholeNumbers("milestones").Where(milestone => milestone >= epochs)];
        return late.Length == 0
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"schedule.milestones: {string.Join(", ", late)} {(late.Length == 1 ? "is" : "are")} not before the end of the training "
                    + $"(train.epochs: {epochs}) and {(late.Length == 1 ? "changes" : "change")} nothing.");
    }
}
