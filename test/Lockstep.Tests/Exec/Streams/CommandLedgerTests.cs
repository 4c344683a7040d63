using Lockstep.Exec.Streams;
using Lockstep.Ledgers;
using Lockstep.Ledgers.Commands;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Exec.Streams;

public sealed class CommandLedgerTests
{
    [Fact]
    public void A_ledger_says_which_processes_made_how_many_steps()
    {
        using var folder = new TemporaryFolder();
        var path = SyntheticCommand.Write(folder, "run", 12, isDeep: true);
        Assert.True(CommandLedgerFile.IsThere(path));
        using var ledger = CommandLedgerFile.Open(path);
        Assert.Equal(
            new CommandLedgerHeader(LedgerLevel.Deep, SyntheticCommand.Seed, SyntheticCommand.LockId, 1, 13, new FileInfo(path).Length)
            {
                Digests = DigestKind.Crc32,
            },
            ledger.Header);
        Assert.Equal(("train.py", 13L), (Assert.Single(ledger.Processes).Label, ledger.Processes[0].Records));
        Assert.Null(ledger.FindDamage(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Numbers_and_starts_of_the_processes_do_not_enter_the_ledger()
    {
        using var folder = new TemporaryFolder();
        byte[] Of(string name, int pid, long started)
        {
            using (var parent = SyntheticStream.Of(folder.PathOf($"{name}/streams"), pid, started))
            {
                parent.Optimizer().Step(SyntheticCommand.Step(0)).Step(SyntheticCommand.Step(1));
                using var child = SyntheticStream.Of(
                    folder.PathOf($"{name}/streams"),
                    pid + 3,
                    started + 5,
                    start: "fork",
                    parent: pid,
                    forkedFrom: parent.Name);
                child.Optimizer(1).Step(SyntheticCommand.Step(0, 1));
            }

            return File.ReadAllBytes(SyntheticCommand.Ledger(folder, name));
        }

        Assert.Equal(Of("a", 100, 7), Of("b", 31_000, 123_456));
    }

    [Fact]
    public void A_command_without_a_step_has_no_ledger_and_no_weights()
    {
        using var folder = new TemporaryFolder();
        SyntheticStream.Of(folder.PathOf("run/streams"), 5, 5).Tell("""{"event": "notice", "text": "An update without an optimizer isn't seen."}""").Dispose();
        var summary = SyntheticCommand.Summary(folder);
        Assert.Equal((false, null, 0L), (summary.HasLedger, summary.Weights, summary.Steps));
        Assert.False(File.Exists(folder.PathOf("run.bin")));
        Assert.Equal("train.py", Assert.Single(summary.Processes).Label);
    }

    [Fact]
    public void A_command_that_was_no_Python_has_an_empty_summary()
    {
        using var folder = new TemporaryFolder();
        var summary = SyntheticCommand.Summary(folder);
        Assert.Equal((false, 0, 0, 0), (summary.HasLedger, summary.Processes.Count, summary.Events.Count, summary.Findings.Count));
    }

    [Fact]
    public void The_lock_ID_may_be_made_of_what_the_streams_say()
    {
        using var folder = new TemporaryFolder();
        SyntheticCommand.Write(folder, "run", 3);
        CommandLedger.Write(
            folder.PathOf("run/streams"),
            folder.PathOf("run.bin"),
            1,
            summary => new string(summary.Steps == 3 ? 'b' : 'c', 64),
            TestContext.Current.CancellationToken);
        using var ledger = CommandLedgerFile.Open(folder.PathOf("run.bin"));
        Assert.Equal(new string('b', 64), ledger.Header.LockId);
    }

    [Fact]
    public void The_digest_of_the_weights_is_of_the_last_step_and_of_the_names()
    {
        using var folder = new TemporaryFolder();
        string? Of(string name, Func<SyntheticStep, SyntheticStep> change)
        {
            SyntheticCommand.Write(folder, name, 5, change);
            return SyntheticCommand.Summary(folder, name).Weights;
        }

        var plain = Of("a", step => step);
        Assert.Matches("^[0-9a-f]{64}$", plain);
        Assert.Equal(plain, Of("b", step => step.OptimizerStep == 3 ? step with { Parameters = [4, 5, 6], Buffers = [9] } : step));
        Assert.NotEqual(plain, Of("c", step => step.OptimizerStep == 5 ? step with { Parameters = [4, step.Parameters[1], step.Parameters[2]] } : step));
        Assert.NotEqual(plain, Of("d", step => step.OptimizerStep == 5 ? step with { Buffers = [9] } : step));
        Assert.Equal(plain, Of("e", step => step.OptimizerStep == 5 ? step with { Losses = [(1, 1)], Rates = [3] } : step));
    }

    [Fact]
    public void The_last_weights_that_were_taken_count()
    {
        using var folder = new TemporaryFolder();
        SyntheticCommand.Write(folder, "a", 4);
        SyntheticCommand.Write(folder, "b", 7, step => step.OptimizerStep > 4 ? step with { Parameters = [], Buffers = [], Gradients = [] } : step);
        Assert.Equal(SyntheticCommand.Summary(folder, "a").Weights, SyntheticCommand.Summary(folder, "b").Weights);
    }

    [Fact]
    public void A_file_that_is_no_ledger_of_a_command_is_refused_by_what_it_is()
    {
        using var folder = new TemporaryFolder();
        var training = folder.PathOf("training.bin");
        Ledgers.SyntheticRun.Write(training, Ledgers.SyntheticRun.Header(), 3);
        Assert.False(CommandLedgerFile.IsThere(training));
        Assert.Contains(
            "the ledger of a training, of format 1; expected that of a command",
            Message(() => CommandLedgerFile.Open(training)),
            StringComparison.Ordinal);
        var command = SyntheticCommand.Write(folder, "run", 3);
        Assert.Contains("the ledger of a command, of format 3; expected that of a training", Message(() => Ledger.Open(command)), StringComparison.Ordinal);
        Assert.Contains("not a ledger", Message(() => CommandLedgerFile.Open(folder.Write("text", "some text"))), StringComparison.Ordinal);
        Assert.Contains("can't be read", Message(() => CommandLedgerFile.Open(folder.PathOf("nothing"))), StringComparison.Ordinal);
        Assert.False(CommandLedgerFile.IsThere(folder.PathOf("nothing")));
    }

    [Fact]
    public void A_ledger_that_was_cut_off_is_not_identical_and_says_so()
    {
        using var folder = new TemporaryFolder();
        var a = SyntheticCommand.Write(folder, "a", 4000);
        var bytes = File.ReadAllBytes(a);
        File.WriteAllBytes(folder.PathOf("b.bin"), bytes[..^70_000]);
        var comparison = SyntheticCommand.Compare(a, folder.PathOf("b.bin"));
        Assert.Equal(LedgerAnswer.SameSoFar, comparison.Answer);
        Assert.InRange(comparison.EqualSteps, 1000, 3999);
        Assert.Contains("B's ledger is cut off; what is missing can't be compared.", comparison.Notes);
    }

    private static string Message(Func<IDisposable> open) => Assert.Throws<LedgerException>(() => open().Dispose()).Message;
}
