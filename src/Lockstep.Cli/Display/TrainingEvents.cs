using System.Diagnostics;
using System.Text.Json.Nodes;
using Lockstep.Cli.Frame;
using Lockstep.Files;
using Lockstep.Runs;
using Lockstep.Vision.Training;

namespace Lockstep.Cli.Display;

/// <summary>The lines of <c>--json-progress</c>.</summary>
internal sealed class TrainingEvents(Terminal terminal) : IProgress<TrainingProgress>
{
    /// <summary>Steps in between are not told.</summary>
    private static readonly TimeSpan LeastBetweenSteps = TimeSpan.FromMilliseconds(200);

    private readonly Stopwatch sinceStep = new();

    public static JsonObject Started(RunFolder folder, string lockId, int epochs) => new()
    {
        ["event"] = "started",
        ["run"] = folder.Name,
        ["folder"] = folder.FullPath,
        ["lockId"] = lockId,
        ["epochs"] = epochs,
    };

    /// <param name="answer">The object of <c>--json</c>.</param>
    public static JsonObject Finished(JsonObject answer)
    {
        answer.Insert(0, "event", "finished");
        return answer;
    }

    public void Report(TrainingProgress value)
    {
        if (value.Warning is { } warning)
        {
            terminal.Event(Of("warning", value, ("problem", warning)));
            terminal.Warning(warning);
        }
        else if (value.Checkpoint is { } checkpoint)
        {
            terminal.Event(Of("checkpoint", value, ("name", checkpoint.Name), ("problem", checkpoint.Problem)));
            if (checkpoint.Problem is { } problem)
            {
                terminal.Warning(problem);
            }
        }
        else if (value.Validation is { } validation)
        {
            terminal.Event(Of("epoch", value, [
                ("trainLoss", JsonNumber.Of(value.TrainLoss ?? double.NaN)),
                .. validation.Final.Select(metric => (metric.Name, (JsonNode?)JsonNumber.Of(metric.Value)))
            ]));
        }
        else if (!sinceStep.IsRunning || sinceStep.Elapsed >= LeastBetweenSteps)
        {
            sinceStep.Restart();
            terminal.Event(Of("step", value, ("stepInEpoch", value.Step), ("stepsPerEpoch", value.StepsPerEpoch), ("loss", JsonNumber.Of(value.Loss))));
        }
    }

    private static JsonObject Of(string name, TrainingProgress at, params (string Name, JsonNode? Value)[] more)
    {
        var what = new JsonObject { ["event"] = name, ["epoch"] = at.Epoch, ["epochs"] = at.Epochs, ["step"] = at.TotalStep };
        foreach (var (member, value) in more)
        {
            if (value is not null)
            {
                what[member] = value;
            }
        }

        return what;
    }
}
