using System.Globalization;
using Lockstep.Vision.Training;
using Spectre.Console;

namespace Lockstep.Cli;

/// <summary>Shows training: a moving bar on a terminal, one line an epoch elsewhere.</summary>
internal static class TrainingDisplay
{
    public static T Show<T>(Terminal terminal, Func<IProgress<TrainingProgress>, T> train) => terminal.IsLive
        ? terminal.Live.Progress().AutoClear(false).Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context => train(new Bar(terminal, context.AddTask("starting"))))
        : train(new Lines(terminal));

    private static string EpochLine(TrainingProgress at) => string.Create(
        CultureInfo.InvariantCulture,
        $"epoch {at.Epoch}/{at.Epochs}  train loss {at.TrainLoss:F4}  val loss {at.Validation?.Loss:F4}  val accuracy {at.Validation?.Confusion.Accuracy:P2}");

    private sealed class Lines(Terminal terminal) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Validation is not null)
            {
                terminal.Message(EpochLine(value));
            }
        }
    }

    private sealed class Bar(Terminal terminal, ProgressTask task) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            task.MaxValue = (double)value.Epochs * value.StepsPerEpoch;
            task.Value = ((value.Epoch - 1.0) * value.StepsPerEpoch) + value.Step;
            task.Description = string.Create(CultureInfo.InvariantCulture, $"epoch {value.Epoch}/{value.Epochs} step {value.Step}/{value.StepsPerEpoch} loss {value.Loss:F4}");
            if (value.Validation is not null)
            {
                terminal.Live.WriteLine(EpochLine(value));
            }
        }
    }
}
