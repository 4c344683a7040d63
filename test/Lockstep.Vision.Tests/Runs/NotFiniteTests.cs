using Lockstep.Runs;
using Lockstep.Vision.Runs;
using Lockstep.Vision.Tests.Native;
using Lockstep.Vision.Training;
using static TorchSharp.torch;

namespace Lockstep.Vision.Tests.Runs;

/// <summary>Trainings whose figures are no numbers: every one has a record that says so.</summary>
[Collection(LibtorchState.Name)]
public sealed class NotFiniteTests : IDisposable
{
    private readonly TrainedRuns runs = new();

    public void Dispose() => runs.Dispose();

    [Fact]
    public async Task A_validation_loss_of_NaN_at_the_end_fails_the_run_with_its_reason_and_seals_it()
    {
        var (run, record) = await RunAsync("train.epochs=2", brokenAfter: 20);
        Assert.Equal(RunStatus.Failed, record.Status);
        Assert.Equal(
            "valLoss is NaN after the last epoch, so the run has no result; its best epoch is 1. Try a smaller train.lr, or a warm-up: schedule.warmup_epochs.",
            record.Reason);
        Assert.True(double.IsNaN(run.ReadRecord().Metrics["valLoss"]));
        Assert.Null(record.ResultId);
        Assert.Equal(1, run.ReadRecord().Selection?.Epoch);
        Assert.True(run.IsSealed);
        Assert.NotEmpty(run.CheckedSums(TestContext.Current.CancellationToken));
        Assert.Contains(MetricsLog.Read(run.MetricsPath), metric => metric.Phase == "val" && double.IsNaN(metric.Value));
    }

    [Theory]
    [InlineData("val_loss")]
    [InlineData("val_accuracy")]
    public async Task Where_no_epoch_had_a_number_to_choose_by_the_run_fails(string metric)
    {
        var (run, record) = await RunAsync($"train.epochs=1 checkpoint.metric={metric}", brokenAfter: 10);
        Assert.Equal(RunStatus.Failed, record.Status);
        Assert.StartsWith($"{metric} was no finite number after any epoch", record.Reason, StringComparison.Ordinal);
        Assert.Equal(0, record.Metrics["valAccuracy"]);
        Assert.False(File.Exists(run.BestCheckpointPath));
    }

    [Fact]
    public async Task It_is_resumed_as_any_other_and_ends_the_same_way()
    {
        var (run, first) = await RunAsync("train.epochs=1", brokenAfter: 10);
        var second =
            new TrainingRun(await runs.PrepareAsync("train.epochs=1"), run, TimeProvider.System, progress: null) { Built = trainer => BreakAfter(trainer, 10) }
                .Resume(judge: null, _ => { }, TestContext.Current.CancellationToken);
        Assert.Equal((RunStatus.Failed, first.Reason), (second.Status, second.Reason));
    }

    [Fact]
    public async Task Steps_whose_gradients_overflow_are_counted_in_the_log_the_metrics_and_the_record()
    {
        var said = new List<string>();
        var (run, record) = await RunAsync(
            "precision=float16 train.epochs=2 augment.normalize.mean=[0,0,0] augment.normalize.std=[0.001,0.001,0.001]", brokenAfter: null, said.Add);
        var left = Assert.NotNull(record.StepsLeftOut);
        Assert.InRange(left, 1, 19);
        Assert.Equal(left, run.ReadRecord().StepsLeftOut);
        Assert.Equal(left, MetricsLog.Read(run.MetricsPath).Where(metric => metric is { Phase: "train", Name: "stepsLeftOut" }).Sum(metric => metric.Value));
        Assert.All(said, warning => Assert.Contains(" of 10 steps moved no weight, since gradients overflowed in 16 bits", warning, StringComparison.Ordinal));
        Assert.Equal(MetricsLog.Read(run.MetricsPath).Count(metric => metric.Name == "stepsLeftOut"), said.Count);
        Assert.All(said, warning => Assert.Contains($"warning: {warning}", File.ReadAllText(run.LogPath), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_run_that_took_no_step_at_all_fails()
    {
        var (_, record) = await RunAsync(
            "precision=float16 train.epochs=1 train.batch_size=160 augment.normalize.mean=[0,0,0] augment.normalize.std=[0.001,0.001,0.001]",
            brokenAfter: null);
        Assert.Equal(RunStatus.Failed, record.Status);
        Assert.StartsWith("Its one step was left out, since gradients overflowed in 16 bits: no weight moved.", record.Reason, StringComparison.Ordinal);
    }

    /// <param name="brokenAfter">The step after which the weights are NaN; null for none.</param>
    private async Task<(RunFolder Run, RunRecord Record)> RunAsync(string set, int? brokenAfter, Action<string>? warned = null)
    {
        var prepared = await runs.PrepareAsync(set);
        var run = RunFolder.CreateNext(runs.PathOf("runs"), "run");
        var record = new TrainingRun(prepared, run, TimeProvider.System, new Warnings(warned))
        {
            Built = trainer => BreakAfter(trainer, brokenAfter),
        }.Execute(parent: null, judge: null, TestContext.Current.CancellationToken);
        return (run, record);
    }

    private static void BreakAfter(Trainer trainer, int? step) => trainer.BeforeUpdate = _ =>
    {
        if (trainer.Step + 1 == step)
        {
            using var still = no_grad();
            trainer.Model.parameters().First().grad!.fill_(float.NaN); // the backward pass has set it
        }
    };

    private sealed class Warnings(Action<string>? warned) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Warning is { } warning)
            {
                warned?.Invoke(warning);
            }
        }
    }
}
