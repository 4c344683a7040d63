using Lockstep.Runs;
using Lockstep.Vision.Runs;
using Lockstep.Vision.Tests.Native;

namespace Lockstep.Vision.Tests.Runs;

/// <summary>Between the last step and the last file: a run is finished when everything is written and sealed.</summary>
[Collection(LibtorchState.Name)]
public sealed class LastPhaseTests : IDisposable
{
    private static readonly string[] s_artifacts =
        ["confusion_matrix.png", "curves.png", "per_class.csv", "predictions.csv", "predictions.png", "report.html", "report.json"];

    private readonly TrainedRuns runs = new();
    private readonly RunFolder run;

    public LastPhaseTests() => run = RunFolder.Create(runs.PathOf("runs"), "one");

    public void Dispose() => runs.Dispose();

    [Fact]
    public async Task Artifacts_that_can_not_be_written_are_named_and_keep_no_other_from_it_and_resuming_writes_them()
    {
        Block("report.html");
        Block("curves.png");
        var failed = await ExecuteAsync();
        Assert.Equal(RunStatus.Failed, failed.Status);
        Assert.StartsWith("The training is done and its result is on record, but 2 of its artifacts could not be written: curves.png, "
            + "report.html.", failed.Reason, StringComparison.Ordinal);
        Assert.Contains("write them with 'lockstep train --resume one'", failed.Reason, StringComparison.Ordinal);
        Assert.True(File.Exists(Artifact("predictions.csv")));

        Directory.Delete(Artifact("report.html"), recursive: true);
        Directory.Delete(Artifact("curves.png"), recursive: true);
        await ResumeToTheEndAsync(failed.ResultId);
        Assert.Equal(1, File.ReadAllText(run.LogPath).Split("epoch 1/1").Length - 1); // it was trained once
    }

    [Fact]
    public async Task Why_it_was_stopped_early_stays_when_its_artifacts_come_later()
    {
        Block("report.html");
        var failed = await ExecuteAsync("train.epochs=9 train.lr=1e-12 train.early_stopping.patience=1");
        Assert.StartsWith("stopped early, after epoch 2 of 9: ", failed.Reason, StringComparison.Ordinal);
        Directory.Delete(Artifact("report.html"), recursive: true);
        Assert.Matches(
            "^stopped early, after epoch 2 of 9: [^.]*\\.[0-9]+ for 1 epoch in a row$",
            (await ResumeToTheEndAsync(failed.ResultId, "train.epochs=9 train.lr=1e-12 train.early_stopping.patience=1")).Reason);
    }

    [Fact]
    public async Task Sums_that_can_not_be_written_leave_a_run_that_is_not_finished_and_can_be_resumed()
    {
        Directory.CreateDirectory(Path.Combine(run.FullPath, RunFolder.SumsFile, "in the way"));
        await Assert.ThrowsAnyAsync<Exception>(() => ExecuteAsync());
        var record = run.ReadRecord();
        Assert.NotEqual(RunStatus.Finished, record.Status);
        Directory.Delete(Path.Combine(run.FullPath, RunFolder.SumsFile), recursive: true);
        await ResumeToTheEndAsync(record.ResultId);
    }

    [Fact]
    public async Task One_killed_in_it_or_left_finished_without_its_sums_is_completed()
    {
        var finished = await ExecuteAsync();
        run.Unseal();
        File.Delete(Artifact("report.html"));
        await ResumeToTheEndAsync(finished.ResultId); // an older Lockstep's

        run.Unseal();
        File.Delete(Artifact("predictions.png"));
        run.Write(finished with { Status = RunStatus.Running });
        await ResumeToTheEndAsync(finished.ResultId);
        Assert.Contains("there is nothing to resume", (await Assert.ThrowsAsync<LockstepException>(() => ResumeAsync(""))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_judge_that_fails_leaves_a_result_on_record_and_a_run_that_can_be_resumed()
    {
        var prepared = await PrepareAsync("");
        Assert.Throws<LockstepException>(() => new TrainingRun(prepared, run, TimeProvider.System, progress: null)
            .Execute("parent", _ => throw new LockstepException("no ledger"), TestContext.Current.CancellationToken));
        Assert.Equal((RunStatus.Failed, "no ledger"), (run.ReadRecord().Status, run.ReadRecord().Reason));
        var record = await ResumeToTheEndAsync(run.ReadRecord().ResultId, judge: _ => new Verdict(VerdictKind.Identical, "parent", [], []));
        Assert.Equal("parent", record.Verdict?.Against);
    }

    private string Artifact(string name) => Path.Combine(run.FullPath, "artifacts", name);

    /// <summary>A folder where the file is to be.</summary>
    private void Block(string name) => Directory.CreateDirectory(Path.Combine(Artifact(name), "in the way"));

    private Task<PreparedRun> PrepareAsync(string set) => runs.PrepareAsync(set.Length == 0 ? "train.epochs=1" : set);

    private async Task<RunRecord> ExecuteAsync(string set = "") =>
        new TrainingRun(await PrepareAsync(set), run, TimeProvider.System, progress: null)
            .Execute(parent: null, judge: null, TestContext.Current.CancellationToken);

    private async Task<RunRecord> ResumeAsync(string set, Func<RunRecord, Verdict>? judge = null) =>
        new TrainingRun(await PrepareAsync(set), run, TimeProvider.System, progress: null).Resume(judge, _ => { }, TestContext.Current.CancellationToken);

    private async Task<RunRecord> ResumeToTheEndAsync(string? resultId, string set = "", Func<RunRecord, Verdict>? judge = null)
    {
        var record = await ResumeAsync(set, judge);
        Assert.Equal((RunStatus.Finished, resultId), (record.Status, record.ResultId));
        Assert.Equal(RunStatus.Finished, run.ReadRecord().Status);
        Assert.True(run.IsSealed);
        Assert.NotEmpty(run.CheckedSums(TestContext.Current.CancellationToken));
        Assert.All(s_artifacts, name => Assert.True(File.Exists(Artifact(name)), name));
        return record;
    }
}
