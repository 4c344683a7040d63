using CliWrap;
using Lockstep.Runs;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Runs;

public sealed class RunFolderTests
{
    [Fact]
    public async Task Twenty_that_claim_one_stem_at_once_get_twenty_versions()
    {
        using var folder = new TemporaryFolder();
        // Many rounds, since two that claim in the same microsecond are rare.
        for (var round = 0; round < 10; round++)
        {
            var stem = $"2026-01-05_linear_r{round}";
            using var start = new Barrier(20);
            Task<string>[] claimants = [.. Enumerable.Range(0, 20).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait();
                    return RunFolder.CreateNext(folder.FullPath, stem).Name;
                },
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default))];
            var claimed = await Task.WhenAll(claimants);
            var expected = Enumerable.Range(1, 20).Select(version => $"{stem}_v{version}").Order(StringComparer.Ordinal);
            Assert.Equal(expected, claimed.Order(StringComparer.Ordinal));
            Assert.Equal(expected, Directory.GetDirectories(folder.FullPath, stem + "_*").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
        }
    }

    [Theory]
    [InlineData("x_v1", "x_v2")]
    [InlineData("x_v9", "x_v10")]
    [InlineData("x_v007", "x_v8")]
    [InlineData("x_vnext", "x_v1")]
    [InlineData("y_v3", "x_v1")]
    [InlineData("x_y_v3", "x_v1")]
    [InlineData("x_v-5", "x_v1")]
    [InlineData("x_v2147483647", "x_v1")]
    [InlineData("x_v99999999999999999999", "x_v1")]
    public void The_next_version_is_one_more_than_the_highest(string there, string next)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.PathOf(there));
        Assert.Equal(next, RunFolder.CreateNext(folder.FullPath, "x").Name);
    }

    [Fact]
    public void A_name_that_is_taken_is_refused_and_what_lies_there_stays()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("one/notes.txt", "mine");
        Assert.Contains(
            "A run named 'one' is in", Assert.Throws<LockstepException>(() => RunFolder.Create(folder.FullPath, "one")).Message, StringComparison.Ordinal);
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.PathOf("one")));
    }

    [Fact]
    public void A_name_that_leads_elsewhere_is_refused()
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<LockstepException>(() => RunFolder.Create(folder.PathOf("runs"), "../one"));
        Assert.False(Directory.Exists(folder.PathOf("one")));
    }

    [Fact]
    public void A_folder_without_a_record_is_no_run()
    {
        using var folder = new TemporaryFolder();
        folder.Write("notes.txt", "mine");
        Assert.False(RunFolder.IsOne(folder.FullPath));
        Assert.False(RunFolder.IsUnrecorded(folder.FullPath));
        Assert.Contains("not a run folder", Assert.Throws<LockstepException>(() => RunFolder.Open(folder.FullPath)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_record_reads_back()
    {
        using var folder = new TemporaryFolder();
        var run = RunFolder.Create(folder.FullPath, "one");
        var record = Records.Of(
            "one") with
        { Status = RunStatus.Interrupted, Metrics = new Dictionary<string, double> { ["valLoss"] = 0.1 + 0.2 }, Warnings = ["é\n"] };
        run.Write(record);
        var read = RunFolder.Open(run.FullPath + "/").ReadRecord();
        Assert.Equal(record.ToJson(), read.ToJson());
        Assert.Equal(0.1 + 0.2, read.Metrics["valLoss"]);
    }

    [Fact]
    public async Task Its_seal_lists_every_file_and_sha256sum_accepts_it()
    {
        using var folder = new TemporaryFolder();
        var run = RunFolder.Create(folder.FullPath, "one");
        run.Write(Records.Of("one"));
        run.WriteArtifact("odd\nname\\.txt", "odd");
        folder.Write("one/artifacts/.curves.png.4711.tmp", "half"); // of a killed process
        var finished = Records.Of("one") with { Status = RunStatus.Finished };
        run.Seal(finished);
        run.Seal(finished); // a second seal does not list the first
        Assert.Equal(RunStatus.Finished, run.ReadRecord().Status);
        await Cli.Wrap("sha256sum")
            .WithArguments(["-c", "--strict", "--quiet", "SHA256SUMS"]).WithWorkingDirectory(run.FullPath).ExecuteAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, File.ReadAllLines(Path.Combine(run.FullPath, "SHA256SUMS")).Length);
    }

    [Fact]
    public void Where_its_sums_can_not_be_written_its_record_does_not_say_finished()
    {
        using var folder = new TemporaryFolder();
        var run = RunFolder.Create(folder.FullPath, "one");
        run.Write(Records.Of("one"));
        Directory.CreateDirectory(Path.Combine(run.FullPath, "SHA256SUMS", "in the way"));
        Assert.ThrowsAny<Exception>(() => run.Seal(Records.Of("one") with { Status = RunStatus.Finished }));
        Assert.Equal(RunStatus.Interrupted, run.ReadRecord().Status);
    }

    [Fact]
    public void Its_name_is_the_folders_and_it_runs_only_where_a_process_trains_it()
    {
        using var folder = new TemporaryFolder();
        RunFolder.Create(folder.FullPath, "one").Write(Records.Of("one"));
        Directory.Move(folder.PathOf("one"), folder.PathOf("two of mine"));
        var run = RunFolder.Open(folder.PathOf("two of mine"));
        using (run.AcquireLock())
        {
            Assert.Equal(("two of mine", "one", RunStatus.Running, false), Facts(run.ReadRecord()));
        }

        Assert.Equal(("two of mine", "one", RunStatus.Interrupted, true), Facts(run.ReadRecord()));
        Assert.Contains("\"running\"", File.ReadAllText(folder.PathOf("two of mine/run.json")), StringComparison.Ordinal);

        static (string, string?, RunStatus, bool) Facts(RunRecord record) => (record.Name, record.WrittenAs, record.Status, record.IsProcessGone);
    }

    [Fact]
    public void One_that_is_being_trained_is_not_removed()
    {
        using var folder = new TemporaryFolder();
        var run = RunFolder.Create(folder.FullPath, "one");
        using (run.AcquireLock())
        {
            Assert.Contains("still runs", Assert.Throws<LockstepException>(run.Remove).Message, StringComparison.Ordinal);
        }

        run.Remove();
        Assert.False(Directory.Exists(run.FullPath));
    }

    [Fact]
    public void A_link_to_it_is_removed_and_not_what_it_leads_to()
    {
        using var folder = new TemporaryFolder();
        var run = RunFolder.Create(folder.PathOf("elsewhere"), "one");
        run.Write(Records.Of("one"));
        Directory.CreateSymbolicLink(folder.PathOf("link"), run.FullPath);
        RunFolder.Open(folder.PathOf("link")).Remove();
        Assert.False(Path.Exists(folder.PathOf("link")));
        Assert.True(RunFolder.IsOne(run.FullPath));
    }

    [Fact]
    public void A_damaged_lock_is_named()
    {
        using var folder = new TemporaryFolder();
        var run = RunFolder.Create(folder.FullPath, "one");
        folder.Write("one/locks/code.json", """{"box": "data", "relevant": {}, "informative": {}}""");
        Assert.Contains("code.json: not the lock of the Code box", Assert.Throws<LockstepException>(run.ReadLocks).Message, StringComparison.Ordinal);
        folder.Write("one/locks/code.json", "{");
        Assert.Contains("code.json: not a lock file", Assert.Throws<LockstepException>(run.ReadLocks).Message, StringComparison.Ordinal);
        File.Delete(folder.PathOf("one/locks/code.json"));
        Assert.Contains("code.json: can't be read", Assert.Throws<LockstepException>(run.ReadLocks).Message, StringComparison.Ordinal);
    }
}
