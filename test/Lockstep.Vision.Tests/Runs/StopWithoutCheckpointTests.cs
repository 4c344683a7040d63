using System.Text.Json.Nodes;
using Lockstep.Runs;
using Lockstep.Vision.Runs;
using Lockstep.Vision.Tests.Checkpoints;
using Lockstep.Vision.Tests.Native;
using Lockstep.Vision.Training;
using Lockstep.Vision.Training.Resuming;

namespace Lockstep.Vision.Tests.Runs;

/// <summary>A run is stopped after five steps, and the checkpoint of that moment can't be written: what is said then is what resuming does.</summary>
[Collection(LibtorchState.Name)]
public sealed class StopWithoutCheckpointTests : IDisposable
{
    private readonly TrainedRuns runs = new();

    public void Dispose() => runs.Dispose();

    [Fact]
    public async Task It_goes_on_from_the_newest()
    {
        var (run, problem) = await StoppedAsync(_ => { });
        Assert.EndsWith("The run ends here. Make room on the disk; 'lockstep train --resume stopped' then resumes from epoch-1-batch-4, "
            + "the newest sound checkpoint.", problem, StringComparison.Ordinal);
        Assert.Contains("stopped: resumes from epoch-1-batch-4, after step 4", await ResumedAsync(run));
    }

    [Fact]
    public async Task It_goes_on_from_the_newest_that_is_sound()
    {
        var (run, problem) = await StoppedAsync(run => Damage(run, "epoch-1-batch-4"));
        Assert.Contains("resumes from epoch-1-batch-2, the newest sound checkpoint", problem, StringComparison.Ordinal);
        Assert.Contains("stopped: resumes from epoch-1-batch-2, after step 2", await ResumedAsync(run));
    }

    [Fact]
    public async Task Without_any_it_begins_anew()
    {
        var (run, problem) = await StoppedAsync(
            run => Directory.GetDirectories(run.ResumePath).ToList().ForEach(path => Directory.Delete(path, recursive: true)));
        Assert.EndsWith("The run ends here, before any checkpoint was written. Make room on the disk; "
            + "'lockstep train --resume stopped' then begins anew.", problem, StringComparison.Ordinal);
        Assert.Contains("stopped: no checkpoint was written before it was stopped, so it begins anew", await ResumedAsync(run));
    }

    [Fact]
    public async Task With_none_sound_it_does_not_go_on()
    {
        var (run, problem) = await StoppedAsync(run => new ResumePoints(run.ResumePath).Names.ToList().ForEach(name => Damage(run, name)));
        Assert.Contains("can't be resumed: none of its 2 checkpoints is sound. To begin anew, make room on the disk, "
            + $"delete {run.ResumePath}", problem, StringComparison.Ordinal);
        Assert.Contains(
            "none of its 2 checkpoints can be used", (await Assert.ThrowsAsync<LockstepException>(() => ResumedAsync(run))).Message, StringComparison.Ordinal);
        Directory.Delete(run.ResumePath, recursive: true);
        Assert.Contains("stopped: no checkpoint was written before it was stopped, so it begins anew", await ResumedAsync(run));
    }

    [Fact]
    public async Task A_checkpoint_whose_place_in_the_metrics_is_inside_a_line_is_not_gone_on_from()
    {
        var (run, _) = await StoppedAsync(_ => { });
        var path = Path.Combine(run.ResumePath, "epoch-1-batch-4");
        var state = JsonNode.Parse(File.ReadAllText(Path.Combine(path, "state.json")))!;
        var bytes = state["metricsBytes"]!.GetValue<long>() - 1;
        state["metricsBytes"] = bytes;
        File.WriteAllText(Path.Combine(path, "state.json"), state.ToJsonString());
        Sums.Mend(path);
        var said = await ResumedAsync(run);
        Assert.Contains($"{path}: metrics.jsonl had {bytes} bytes when it was written, and no line of it ends there.", said[0], StringComparison.Ordinal);
        Assert.Contains("stopped: resumes from epoch-1-batch-2, after step 2", said);
    }

    private static void Damage(RunFolder run, string name) => File.AppendAllText(Path.Combine(run.ResumePath, name, "model.safetensors"), "x");

    /// <returns>The run, and what was said of its last checkpoint.</returns>
    private async Task<(RunFolder Run, string Problem)> StoppedAsync(Action<RunFolder> change)
    {
        var prepared = await PreparedAsync();
        var run = RunFolder.Create(runs.PathOf("runs"), "stopped");
        using var stop = new CancellationTokenSource();
        var problems = new List<string>();
        var record = new TrainingRun(prepared, run, TimeProvider.System, new Told(at =>
        {
            if (at.Checkpoint is { } checkpoint)
            {
                problems.AddRange(checkpoint.Problem is { } some ? [some] : []);
            }
            else if (at.TotalStep == 5)
            {
                // A file where the checkpoint's folder is to be.
                File.WriteAllText(Path.Combine(run.ResumePath, ".epoch-1-batch-5.tmp"), "");
                change(run);
                stop.Cancel();
            }
        })).Execute(parent: null, judge: null, stop.Token);
        Assert.Equal(RunStatus.Interrupted, record.Status);
        var problem = Assert.Single(problems);
        Assert.StartsWith($"The checkpoint {Path.Combine(run.ResumePath, "epoch-1-batch-5")} could not be written: ", problem, StringComparison.Ordinal);
        Assert.Contains($"step 5: {problem}", record.Warnings);
        Assert.Contains($"warning: {problem}", File.ReadAllText(run.LogPath), StringComparison.Ordinal);
        return (run, problem);
    }

    /// <returns>What it says before it goes on.</returns>
    private async Task<IReadOnlyList<string>> ResumedAsync(RunFolder run)
    {
        var said = new List<string>();
        var record = new TrainingRun(await PreparedAsync(), run, TimeProvider.System, progress: null)
            .Resume(judge: null, said.Add, TestContext.Current.CancellationToken);
        Assert.Equal(RunStatus.Finished, record.Status);
        return said;
    }

    private Task<PreparedRun> PreparedAsync() => runs.PrepareAsync("train.epochs=1 checkpoint.every_steps=2 checkpoint.keep=2");

    private sealed class Told(Action<TrainingProgress> action) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => action(value);
    }
}
