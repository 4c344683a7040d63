using System.Globalization;
using Lockstep.Schema;
using static Lockstep.Vision.Training.Schedules.BuiltInSchedule;

namespace Lockstep.Vision.Training.Schedules;

/// <summary>A factor every so many epochs.</summary>
internal static class StepSchedule
{
    public static BuiltInSchedule BuiltIn { get; } = new(
        new(
            "step",
            "The learning rate is multiplied by gamma every step_epochs epochs.",
            Warmup,
            new Key("step_epochs", new WholeNumberShape(1, int.MaxValue), DefaultValue.None, "Epochs between two steps."),
            Gamma),
        at => at.Train.Lr * Math.Pow(at.Values.Number("gamma"), at.Epoch / at.Values.WholeNumber("step_epochs")))
    {
        Doubt = (values, epochs) => values.WholeNumber("step_epochs") is var step && step < epochs
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"schedule.step_epochs: the first step after {Counted.Of(step, "epoch")} is not before the end of the "
                    + $"training (train.epochs: {epochs}), so the learning rate stays."),
    };
}
