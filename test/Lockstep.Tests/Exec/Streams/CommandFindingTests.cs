using Lockstep.Compare;
using Lockstep.Exec.Streams;
using Lockstep.Ledgers;
using Lockstep.Locks;
using Lockstep.Recipes;
using Lockstep.Runs;
using Lockstep.Tests.Runs;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Exec.Streams;

/// <summary>What <c>diff</c> and <c>rerun</c> say of the ledgers of two commands.</summary>
public sealed class CommandFindingTests
{
    [Fact]
    public void The_first_difference_is_a_sentence_with_process_and_parameter()
    {
        using var runs = new TemporaryFolder();
        var finding = Find(
            Run(runs, "a"),
            Run(runs, "b", step => step.OptimizerStep == 4 ? step with { Gradients = [step.Gradients[0], 5, step.Gradients[2]] } : step));
        Assert.Equal("first divergence at step 4 (epoch 1), phase gradients, train.py: gradient of fc.weight", finding.Sentence);
        Assert.Equal(
            "Randomness: no lock differs, so it is what the locks don't see: "
                + "an operation of the backward pass doesn't repeat on this machine; '--strict' makes those that torch knows errors.",
            finding.Blame?.Reason);
    }

    [Theory]
    [InlineData(Phase.Initialization)]
    [InlineData(Phase.Order)]
    [InlineData(Phase.Augment)]
    [InlineData(Phase.Forward)]
    [InlineData(Phase.Backward)]
    [InlineData(Phase.Update)]
    [InlineData(Phase.RandomState)]
    public void No_suspicion_speaks_of_a_recipe_that_trains(Phase phase)
    {
        var record = new StepRecord { Step = 3, Epoch = 1 };
        var divergence = new FirstDivergence(3, 1, phase, [], [], null, 2, record, record) { InCommand = new CommandPlace("train.py", null, 3, "something") };
        var trained = divergence with { InCommand = null };
        var suspects = Suspects.None;
        Assert.NotEqual(Blame.Of(trained, suspects).Reason, Blame.Of(divergence, suspects).Reason);
        Assert.DoesNotContain("recipe", Blame.Of(divergence, suspects).Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("libtorch", Blame.Of(divergence, suspects).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_without_consequence_is_noted_with_its_place()
    {
        using var runs = new TemporaryFolder();
        var finding = Find(Run(runs, "a"), Run(runs, "b", step => step.OptimizerStep == 2 ? step with { Rates = [0.2] } : step));
        Assert.Null(finding.Sentence);
        Assert.Equal(
            "Step 2, phase weights: learning rate 0.1 and 0.2; that changed no batch, loss, gradient or weight there, and is no cause of what follows.",
            Assert.Single(finding.Notes));
    }

    [Fact]
    public void The_ledger_of_another_run_is_told_of()
    {
        using var runs = new TemporaryFolder();
        var (a, b) = (Run(runs, "a"), Run(runs, "b"));
        CommandLedger.Write(runs.PathOf("b/streams"), b.LedgerPath, new string('c', 64), 1, TestContext.Current.CancellationToken);
        Assert.Contains("B's ledger was written by a run with the lock ID cccccccccccc", Assert.Single(Find(a, b).Notes), StringComparison.Ordinal);
        Assert.Contains(RecordDoubts(a, b), doubt => doubt.Contains("ledger", StringComparison.Ordinal));
    }

    [Fact]
    public void The_ledgers_of_a_training_and_of_a_command_are_not_compared()
    {
        using var runs = new TemporaryFolder();
        var (a, b) = (Run(runs, "a"), Run(runs, "b"));
        File.Delete(a.LedgerPath);
        Ledgers.SyntheticRun.Write(a.LedgerPath, Ledgers.SyntheticRun.Header() with { LockId = a.ReadRecord().LockId }, 3);
        var finding = Find(a, b);
        Assert.Null(finding.Comparison);
        Assert.Equal("One ledger is of a training, the other of a command: they can't be compared.", Assert.Single(finding.Notes));
    }

    private static LedgerFinding Find(RunFolder a, RunFolder b) =>
        LedgerFinding.Of(a, b, Suspects.None, resultsDiffer: false, TestContext.Current.CancellationToken);

    private static IReadOnlyList<string> RecordDoubts(RunFolder a, RunFolder b) =>
        RunDiff.Between(a, b, RecipeAdditions.None, TestContext.Current.CancellationToken).Doubts;

    private static RunFolder Run(TemporaryFolder runs, string name, Func<SyntheticStep, SyntheticStep>? change = null)
    {
        var run = RunFolder.Create(runs.FullPath, name);
        foreach (var box in Enum.GetValues<Box>())
        {
            runs.Write($"{name}/locks/{box.ToString().ToLowerInvariant()}.json", new BoxLock(box, [], []).ToJson());
        }

        var lockId = run.ReadLocks().LockId;
        run.Write(Records.Of(name, resultId: new string('d', 64)) with { LockId = lockId });
        File.Move(SyntheticCommand.Write(runs, name, 6, change), run.LedgerPath);
        CommandLedger.Write(runs.PathOf($"{name}/streams"), run.LedgerPath, lockId, 1, TestContext.Current.CancellationToken);
        return run;
    }
}
