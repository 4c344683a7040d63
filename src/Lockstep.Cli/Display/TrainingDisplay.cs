using System.Diagnostics;
using System.Globalization;
using Lockstep.Cli.Frame;
using Lockstep.Vision.Training;
using Spectre.Console;

namespace Lockstep.Cli.Display;

/// <summary>Shows training: a moving bar on a terminal, one line an epoch elsewhere.</summary>
internal static class TrainingDisplay
{
    public static T Show<T>(Terminal terminal, Func<IProgress<TrainingProgress>, T> train) => terminal switch
    {
        { WantsEvents: true } => train(new TrainingEvents(terminal)),
        { IsLive: true } => Live(terminal, LiveLine.Columns(terminal.Live, new PercentageColumn(), new RemainingTimeColumn()), train),
        _ => train(new Lines(terminal)),
    };

    private static T Live<T>(Terminal terminal, ProgressColumn[] columns, Func<IProgress<TrainingProgress>, T> train) =>
        terminal.Live.Progress().AutoClear(false).Columns(columns).Start(context => train(new Bar(terminal, columns, context.AddTask("starting"))));

    private static string EpochLine(TrainingProgress at) => string.Create(
        CultureInfo.InvariantCulture,
        $"epoch {at.Epoch}/{at.Epochs}  train loss {at.TrainLoss:F4}  {string.Join("  ", at.Validation?.Summary ?? [])}");

    private sealed class Lines(Terminal terminal) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if ((value.Warning ?? value.Checkpoint?.Problem) is { } problem)
            {
                terminal.Warning(problem);
            }
            else if (value.Validation is not null)
            {
                terminal.Message(EpochLine(value));
            }
        }
    }

    private sealed class Bar(Terminal terminal, ProgressColumn[] columns, ProgressTask task) : IProgress<TrainingProgress>
    {
        private readonly Stopwatch running = Stopwatch.StartNew();
        private long? first;

        public void Report(TrainingProgress value)
        {
            if ((value.Warning ?? value.Checkpoint?.Problem) is { } problem)
            {
                terminal.Live.WriteLine($"warning: {problem}");
            }

            if (value is { Warning: not null } or { Checkpoint: not null })
            {
                return;
            }

            // The first step of the process is not a whole one to measure by: it makes the kernels ready.
            if (first is null)
            {
                first = value.TotalStep;
                running.Restart();
            }

            var rate = value.TotalStep > first
                ? string.Create(CultureInfo.InvariantCulture, $"{(value.TotalStep - first.Value) / running.Elapsed.TotalSeconds:0.0} steps/s")
                : "";
            task.MaxValue = (double)value.Epochs * value.StepsPerEpoch;
            task.Value = ((value.Epoch - 1.0) * value.StepsPerEpoch) + value.Step;
            task.Description = LiveLine.Text(
                terminal.Live,
                columns,
                string.Create(CultureInfo.InvariantCulture, $"epoch {value.Epoch}/{value.Epochs}"),
                string.Create(CultureInfo.InvariantCulture, $"step {value.Step}/{value.StepsPerEpoch}"),
                string.Create(CultureInfo.InvariantCulture, $"loss {value.Loss:F4}"),
                rate);
            if (value.Validation is not null)
            {
                terminal.Live.WriteLine(EpochLine(value));
            }
        }
    }
}
