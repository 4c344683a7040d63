using System.Text;
using System.Text.Json.Nodes;
using CliWrap;
using Lockstep.Files;
using Lockstep.Locks;
using Lockstep.Runs;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Runs;

/// <summary>A kind of run made up of a few lines, which knows no image and no tensor library, is a run like any other.</summary>
public sealed class RunSessionTests
{
    [Fact]
    public async Task A_kind_without_a_tensor_library_leaves_a_whole_run()
    {
        using var folder = new TemporaryFolder();
        var run = RunFolder.CreateNext(folder.PathOf("runs"), RunName.Stem(TimeProvider.System.GetUtcNow(), "sum", "plain"));

        var record = Sum(run, [1, 2, 3.5], CancellationToken.None);

        Assert.Equal((RunStatus.Finished, "sum", 6.5), (record.Status, record.Kind, record.Metrics["sum"]));
        Assert.Equal(record.ToJson(), run.ReadRecord().ToJson());
        Assert.Equal(record.LockId, run.ReadLocks().LockId);
        Assert.Equal([1, 3, 6.5], MetricsLog.Read(run.MetricsPath).Select(metric => metric.Value));
        Assert.Equal("the sum is 6.5", run.TryReadArtifact("answer.txt"));
        Assert.Matches(@"(?s)^\S+ run \S+\n.*added 3\.5\n\S+ finished\n$", await File.ReadAllTextAsync(run.LogPath, TestContext.Current.CancellationToken));
        await Cli.Wrap("sha256sum").WithArguments(["-c", "--strict", "--quiet", RunFolder.SumsFile])
            .WithWorkingDirectory(run.FullPath).ExecuteAsync(TestContext.Current.CancellationToken);
        Assert.False(run.IsBeingTrained);
        Assert.Equal((run.FullPath, "sum"), new RunIndex(folder.PathOf("runs")).All().Select(listed => (listed.Folder.FullPath, listed.Record?.Kind)).Single());
    }

    [Fact]
    public void Equal_locks_give_equal_results_in_runs_of_any_kind()
    {
        using var folder = new TemporaryFolder();
        var records = (RunRecord[])[.. Enumerable.Range(0, 2).Select(_ => Sum(RunFolder.CreateNext(folder.FullPath, "sum"), [1, 2], CancellationToken.None))];

        Assert.Equal((records[0].LockId, records[0].ResultId), (records[1].LockId, records[1].ResultId));
        Assert.NotEqual(records[0].Name, records[1].Name);
    }

    [Fact]
    public void Stopped_it_is_interrupted_and_sealed_and_can_be_reopened()
    {
        using var folder = new TemporaryFolder();
        using var stop = new CancellationTokenSource();
        var run = RunFolder.Create(folder.FullPath, "stopped");

        var record = Sum(run, [1, 2, 3], stop.Token, afterEach: number => { if (number == 2) { stop.Cancel(); } });

        Assert.Equal((RunStatus.Interrupted, "stopped by a signal", null), (record.Status, record.Reason, record.ResultId));
        Assert.True(run.IsSealed);
        Assert.Equal(2, MetricsLog.Read(run.MetricsPath).Count());
        Assert.Equal(
            (RunStatus.Interrupted, false),
            new RunIndex(folder.FullPath).All().Select(listed => (listed.Record?.Status, listed.Record?.IsProcessGone)).Single());

        var session = new RunSession(run, Records.Of("another"), TimeProvider.System);
        using var hold = session.Reopen();
        Assert.Equal(record.ToJson(), session.Record.ToJson());
        Assert.Contains(
            "still runs", Assert.Throws<LockstepException>(() => new RunSession(run, record, TimeProvider.System).Reopen()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_it_refuses_fails_the_run_and_what_breaks_is_thrown_and_recorded()
    {
        using var folder = new TemporaryFolder();
        var refused = Sum(RunFolder.Create(folder.FullPath, "refused"), [], CancellationToken.None);
        var broken = RunFolder.Create(folder.FullPath, "broken");

        Assert.Throws<IOException>(() => Sum(broken, [1], CancellationToken.None, afterEach: _ => throw new IOException("No space left on device.")));

        Assert.Equal((RunStatus.Failed, "Nothing to add."), (refused.Status, refused.Reason));
        Assert.Equal(
            (RunStatus.Failed, "No space left on device. Make room or bring the folder back."), (broken.ReadRecord().Status, broken.ReadRecord().Reason));
        Assert.False(broken.IsSealed);
    }

    [Fact]
    public void Work_that_ends_without_a_result_has_failed()
    {
        using var folder = new TemporaryFolder();
        var run = RunFolder.Create(folder.FullPath, "idle");
        var session = new RunSession(run, Records.Of("idle"), TimeProvider.System);

        var record = session.Run("run idle", [], _ => { }, _ => Assert.Fail("There is nothing to complete."));

        Assert.Equal((RunStatus.Failed, "It came to its end without a result."), (record.Status, record.Reason));
    }

    [Fact]
    public void A_run_that_cannot_be_begun_leaves_nothing_and_its_name_stays_free()
    {
        using var folder = new TemporaryFolder();
        var run = RunFolder.Create(folder.FullPath, "full");
        static BoxLock Lock(Box box) => new(box, [], []);
        var session = new RunSession(run, Records.Of("full"), TimeProvider.System);

        Assert.Throws<IOException>(() => session.Begin(
            "", "a.yaml", [], new LockSet(Lock(Box.Code), Lock(Box.Data), Lock(Box.Environment), Lock(Box.Randomness)), [],
            () => throw new IOException("No space left on device")));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.FullPath));
    }

    /// <summary>The kind "sum": it adds numbers.</summary>
    private static RunRecord Sum(RunFolder run, double[] numbers, CancellationToken stop, Action<double>? afterEach = null)
    {
        static BoxLock Lock(Box box, JsonObject relevant) => new(box, relevant, []);
        var locks = new LockSet(
            Lock(Box.Code, new JsonObject { ["recipe"] = new JsonObject { ["kind"] = "sum" } }),
            Lock(Box.Data, new JsonObject { ["numbers"] = new JsonArray([.. numbers.Select(number => JsonNumber.Of(number))]) }),
            Lock(Box.Environment, []),
            Lock(Box.Randomness, []));
        var session = new RunSession(run, Records.Of(run.Name, locks.LockId) with { Kind = "sum" }, TimeProvider.System);
        using var hold = session.Begin("kind: sum\n", "sum.yaml", "kind: sum"u8.ToArray(), locks, diff: []);
        return session.Run(
            $"run {run.Name}",
            [],
            log =>
            {
                using var metrics = new MetricsLog(run.MetricsPath);
                var sum = 0.0;
                foreach (var number in numbers.Length > 0 ? numbers : throw new LockstepException("Nothing to add."))
                {
                    stop.ThrowIfCancellationRequested();
                    sum += number;
                    metrics.Append(new Metric(1, 1, "sum", "sum", sum, TimeProvider.System.GetUtcNow()));
                    log.Write($"added {JsonNumber.Of(number)}");
                    afterEach?.Invoke(number);
                }

                session.Record = session.Record with
                {
                    Metrics = new Dictionary<string, double> { ["sum"] = sum },
                    ResultId = Sha256.Of(Encoding.UTF8.GetBytes($"{JsonNumber.Of(sum)}"))
                };
            },
            _ => run.WriteArtifact("answer.txt", $"the sum is {JsonNumber.Of(session.Record.Metrics["sum"])}"));
    }
}
