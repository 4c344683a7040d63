using Lockstep.Ledgers;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Exec.Streams;

public sealed class CommandLedgerPairTests
{
    [Fact]
    public void The_same_steps_are_identical()
    {
        using var folder = new TemporaryFolder();
        var (a, b) = (SyntheticCommand.Write(folder, "a", 12), SyntheticCommand.Write(folder, "b", 12));
        var comparison = SyntheticCommand.Compare(a, b);
        Assert.Equal((LedgerAnswer.Identical, 13L), (comparison.Answer, comparison.EqualSteps));
        Assert.Empty(comparison.Notes);
        Assert.Equal(File.ReadAllBytes(a), File.ReadAllBytes(b));
    }

    public static TheoryData<string, string, string> Differences => new()
    {
        { "parameter", "weights", "fc.weight" },
        { "parameters", "weights", "conv.weight, and 2 more of 3 parameters" },
        { "buffer", "weights", "bn.running_mean" },
        { "rate", "weights", "learning rate 0.1 and 0.2" },
        { "gradient", "gradients", "gradient of fc.weight, and 1 more of 3 parameters" },
        { "no gradient", "gradients", "fc.bias has a gradient in A alone" },
        { "loss", "loss", "loss 2.125 and 2.5" },
        { "loss bits", "loss", "loss, 2.125 in both, of other bits" },
        { "losses", "loss", "1 loss before the step in A, 2 in B" },
        { "order", "order", "place 1 has sample 17 in A, sample 99 in B and 1 more of 4 in the batch of loader 0" },
        { "batch", "batch", "the numbers of the batch of loader 0, of the same samples" },
        { "batches", "batch", "1 batch taken before the step in A, 0 in B" },
        { "random", "random state", "the state of random, torch" },
    };

    [Theory]
    [MemberData(nameof(Differences))]
    public void The_first_difference_is_named_with_its_step_and_phase(string change, string phase, string what)
    {
        using var folder = new TemporaryFolder();
        var a = SyntheticCommand.Write(folder, "a", 12);
        var b = SyntheticCommand.Write(folder, "b", 12, step => step.OptimizerStep == 4 ? Changed(step, change) : step);
        var comparison = SyntheticCommand.Compare(a, b);
        var found = comparison.Divergence;
        Assert.NotNull(found);
        Assert.Equal((LedgerAnswer.Diverged, 4L, 4L, 1), (comparison.Answer, comparison.EqualSteps, found.Step, found.Epoch));
        Assert.Equal((phase, what), (PhaseWord.Of(found), found.InCommand?.What));
        Assert.Equal(("train.py", "train.py"), (found.InCommand?.Process, found.InCommand?.Where));
        Assert.Equal(3, found.WeightsEqualAt);
    }

    private static SyntheticStep Changed(SyntheticStep step, string change) => change switch
    {
        "parameter" => step with { Parameters = [step.Parameters[0], 5, step.Parameters[2]] },
        "parameters" => step with { Parameters = [5, 6, 7] },
        "buffer" => step with { Buffers = [5] },
        "rate" => step with { Rates = [0.2], Parameters = [5, 6, 7] },
        "gradient" => step with { Gradients = [4, 5, step.Gradients[2]], Parameters = [5, 6, 7] },
        "no gradient" => step with { Gradients = [step.Gradients[0], step.Gradients[1], 0] },
        "loss" => step with { Losses = [(2.5, 5)], Gradients = [4, 5, 6] },
        "loss bits" => step with { Losses = [(step.Losses[0].Value, 5)] },
        "losses" => step with { Losses = [.. step.Losses, (1, 5)] },
        "order" => step with { Batches = [(0, 5, [16, 99, 18, 100])], Losses = [(2.5, 5)] },
        "batch" => step with { Batches = [(0, 5, step.Batches[0].Ids)], Losses = [(2.5, 5)] },
        "batches" => step with { Batches = [] },
        _ => step with { Random = [5, step.Random[1], 6, 0] },
    };

    [Fact]
    public void Other_start_weights_are_a_phase_of_their_own()
    {
        using var folder = new TemporaryFolder();
        var a = SyntheticCommand.Write(folder, "a", 3);
        var b = SyntheticCommand.Write(folder, "b", 3, step => step with { Parameters = [.. step.Parameters.Select(digest => digest ^ 2)] });
        var comparison = SyntheticCommand.Compare(a, b);
        var found = comparison.Divergence;
        Assert.NotNull(found);
        Assert.Equal(("start weights", 0L, 0L), (PhaseWord.Of(found), found.Step, comparison.EqualSteps));
        Assert.Equal("conv.weight, and 2 more of 3 parameters", found.InCommand?.What);
    }

    [Fact]
    public void A_learning_rate_that_moves_the_weights_alike_is_without_consequence()
    {
        using var folder = new TemporaryFolder();
        var a = SyntheticCommand.Write(folder, "a", 6);
        var b = SyntheticCommand.Write(folder, "b", 6, step => step.OptimizerStep == 2 ? step with { Rates = [0.2] } : step);
        var comparison = SyntheticCommand.Compare(a, b);
        Assert.Equal((LedgerAnswer.WithoutConsequence, 7L, 2L), (comparison.Answer, comparison.EqualSteps, comparison.Lost?.Step));
        Assert.Equal("learning rate 0.1 and 0.2", comparison.Lost?.InCommand?.What);
    }

    [Fact]
    public void What_is_lost_is_told_beside_the_first_that_is_not()
    {
        using var folder = new TemporaryFolder();
        var a = SyntheticCommand.Write(folder, "a", 6);
        var b = SyntheticCommand.Write(folder, "b", 6, step => step.OptimizerStep == 2 ? step with { Rates = [0.2] }
            : step.OptimizerStep == 4 ? step with { Losses = [(1, 1)] }
            : step);
        var comparison = SyntheticCommand.Compare(a, b);
        Assert.Equal((LedgerAnswer.Diverged, 4L, 2L), (comparison.Answer, comparison.Divergence?.Step, comparison.Lost?.Step));
    }

    [Fact]
    public void The_module_is_named_where_both_are_deep()
    {
        using var folder = new TemporaryFolder();
        var a = SyntheticCommand.Write(folder, "a", 6, isDeep: true);
        var b = SyntheticCommand.Write(folder, "b", 6, step => step.OptimizerStep == 4 ? step with { Losses = [(1, 1)] } : step, isDeep: true, outputAt4: 99);
        var found = SyntheticCommand.Compare(a, b).Divergence;
        Assert.Equal((4L, Phase.Forward, "fc", "what fc gave"), (found?.Step ?? 0, found?.Phase ?? default, found?.Layer, found?.InCommand?.What));
    }

    [Fact]
    public void A_deep_ledger_is_compared_with_a_standard_one_without_its_modules()
    {
        using var folder = new TemporaryFolder();
        var a = SyntheticCommand.Write(folder, "a", 6, isDeep: true);
        var b = SyntheticCommand.Write(folder, "b", 6);
        var comparison = SyntheticCommand.Compare(a, b);
        Assert.Equal(LedgerAnswer.Identical, comparison.Answer);
        Assert.Contains("what modules gave can't be compared", Assert.Single(comparison.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_ledger_that_goes_on_is_the_same_so_far()
    {
        using var folder = new TemporaryFolder();
        var comparison = SyntheticCommand.Compare(SyntheticCommand.Write(folder, "a", 6), SyntheticCommand.Write(folder, "b", 9));
        Assert.Equal((LedgerAnswer.SameSoFar, 7L), (comparison.Answer, comparison.EqualSteps));
        Assert.Equal("A's train.py ends after 6 steps, the other goes on; what comes after can't be compared.", Assert.Single(comparison.Notes));
    }

    [Fact]
    public void Of_two_optimizers_the_one_that_differs_is_named_with_its_step()
    {
        using var folder = new TemporaryFolder();
        foreach (var name in new[] { "a", "b" })
        {
            using var stream = SyntheticStream.Of(folder.PathOf($"{name}/streams"), 7, 100);
            stream.Optimizer(0, "torch.optim.sgd.SGD").Step(SyntheticCommand.Step(0));
            stream.Optimizer(1, "torch.optim.adam.Adam").Step(SyntheticCommand.Step(0, 1));
            for (var step = 1; step <= 5; step++)
            {
                stream.Step(SyntheticCommand.Step(step, 0, (2 * step) - 1));
                var second = SyntheticCommand.Step(step, 1, 2 * step);
                stream.Step(name == "b" && step == 3 ? second with { Gradients = [second.Gradients[0], 5, second.Gradients[2]] } : second);
            }
        }

        var found = SyntheticCommand.Compare(SyntheticCommand.Ledger(folder, "a"), SyntheticCommand.Ledger(folder, "b")).Divergence;
        Assert.Equal(
            (6L, "train.py, optimizer 1 (Adam), its step 3", "gradient of fc.weight"),
            (found?.Step ?? 0, found?.InCommand?.Where, found?.InCommand?.What));
    }

    [Fact]
    public void Of_two_ranks_the_one_that_differs_first_is_named_and_the_other_noted()
    {
        using var folder = new TemporaryFolder();
        foreach (var name in new[] { "a", "b" })
        {
            foreach (var rank in new[] { 0, 1 })
            {
                // Which rank starts first, and with which number, is chance.
                using var stream = SyntheticStream.Of(folder.PathOf($"{name}/streams"), name == "a" ? 50 + rank : 80 - rank, 100, rank: rank);
                stream.Optimizer();
                for (var step = 0; step <= 5; step++)
                {
                    var made = SyntheticCommand.Step(step);
                    stream.Step(
                        name == "a" || step != 3 ? made
                        : rank == 1 ? made with { Batches = [(0, 5, made.Batches[0].Ids)] }
                        : made with { Gradients = [5, 6, 7] });
                }
            }
        }

        var comparison = SyntheticCommand.Compare(SyntheticCommand.Ledger(folder, "a"), SyntheticCommand.Ledger(folder, "b"));
        Assert.Equal(
            (3L, "train.py rank 1", Phase.Augment),
            (comparison.Divergence?.Step ?? 0, comparison.Divergence?.InCommand?.Process, comparison.Divergence?.Phase ?? default));
        Assert.Equal(
            "train.py rank 0 differs too, first at step 3, phase gradients: gradient of fc.bias, and 2 more of 3 parameters.",
            Assert.Single(comparison.Notes));
    }

    [Fact]
    public void Of_two_scripts_the_one_that_started_first_is_named()
    {
        using var folder = new TemporaryFolder();
        foreach (var name in new[] { "a", "b" })
        {
            foreach (var (script, started, from) in new[] { ("z-pretrain.py", 100, 4), ("finetune.py", 200, 1) })
            {
                using var stream = SyntheticStream.Of(folder.PathOf($"{name}/streams"), 40 + started, started, script);
                stream.Optimizer();
                for (var step = 0; step <= 5; step++)
                {
                    stream.Step(name == "b" && step >= from ? SyntheticCommand.Step(step) with { Losses = [(1, 1)] } : SyntheticCommand.Step(step));
                }
            }
        }

        var found = SyntheticCommand.Compare(SyntheticCommand.Ledger(folder, "a"), SyntheticCommand.Ledger(folder, "b")).Divergence;
        Assert.Equal(("z-pretrain.py", 4L), (found?.InCommand?.Process, found?.Step ?? 0));
    }

    [Fact]
    public void Steps_that_only_one_run_has_a_process_for_are_never_identical()
    {
        using var folder = new TemporaryFolder();
        var a = SyntheticCommand.Write(folder, "a", 6);
        SyntheticCommand.Write(folder, "b", 6);
        using (var stream = SyntheticStream.Of(folder.PathOf("b/streams"), 9000, 900, "other.py"))
        {
            stream.Optimizer().Step(SyntheticCommand.Step(0)).Step(SyntheticCommand.Step(1));
        }

        var comparison = SyntheticCommand.Compare(a, SyntheticCommand.Ledger(folder, "b"));
        Assert.Equal(LedgerAnswer.SameSoFar, comparison.Answer);
        Assert.Equal("Only B has steps of other.py; they can't be compared.", Assert.Single(comparison.Notes));
    }

    [Fact]
    public void Other_parameters_are_named()
    {
        using var folder = new TemporaryFolder();
        foreach (var name in new[] { "a", "b" })
        {
            using var stream = SyntheticStream.Of(folder.PathOf($"{name}/streams"), 7, 100);
            stream.Optimizer(parameters: ["conv.weight", name == "a" ? "fc.weight" : "head.weight", "fc.bias"]);
            stream.Step(name == "a" ? SyntheticCommand.Step(0) : SyntheticCommand.Step(0) with { Parameters = [7, 8, 9] });
        }

        var found = SyntheticCommand.Compare(SyntheticCommand.Ledger(folder, "a"), SyntheticCommand.Ledger(folder, "b")).Divergence;
        Assert.Equal(
            (Phase.Initialization, "parameter 1 is fc.weight 4×3 float32 in A, head.weight 4×3 float32 in B"),
            (found?.Phase ?? default, found?.InCommand?.What));
    }
}
