using Lockstep.Compare;
using Lockstep.Ledgers;
using Lockstep.Locks;
using Lockstep.Tests.Recipes;

namespace Lockstep.Tests.Compare;

public sealed class BlameTests
{
    [Theory]
    [InlineData(Phase.Initialization, "Randomness seed", Box.Randomness)]
    [InlineData(Phase.Initialization, "Code recipe.model.name", Box.Code)]
    [InlineData(Phase.Initialization, "Code recipe.memory_format; Environment variables.OMP_PROC_BIND", Box.Code)]
    [InlineData(Phase.Initialization, "Data modelSha256; Code recipe.model.sha256", Box.Data)]
    [InlineData(Phase.Order, "Randomness seed; Code recipe.seed", Box.Randomness)]
    [InlineData(Phase.Order, "Data samples.splitSha256", Box.Data)]
    [InlineData(Phase.Order, "Code recipe.train.batch_size", Box.Code)]
    [InlineData(Phase.Decode, "Environment imageDecoder.version", Box.Environment)]
    [InlineData(Phase.Decode, "Environment imageDecoder.version; Code recipe.data.orientation", Box.Code)]
    [InlineData(Phase.Augment, "Code recipe.augment.hflip_prob; Environment threads", Box.Code)]
    [InlineData(Phase.Targets, "Data samples.splitSha256", Box.Data)]
    [InlineData(Phase.Forward, "Environment processor.model", Box.Environment)]
    [InlineData(Phase.Forward, "Code recipe.precision; Environment variables.OMP_WAIT_POLICY; Environment threads", Box.Code)]
    [InlineData(Phase.Forward, "Code recipe.loss.label_smoothing; Code recipe.train.lr", Box.Code)]
    [InlineData(Phase.Forward, "Randomness switches.allowTf32CuBlas", Box.Randomness)]
    [InlineData(Phase.Forward, "Environment libtorch.sha256.libtorch_cuda.so; Environment device", Box.Environment)]
    [InlineData(Phase.Backward, "Environment libtorch.version", Box.Environment)]
    [InlineData(Phase.Backward, "Code recipe.train.accumulate; Environment libtorch.version", Box.Code)]
    [InlineData(Phase.Update, "Code recipe.optimizer.momentum", Box.Code)]
    [InlineData(Phase.RandomState, "Code recipe.model.name", Box.Code)]
    [InlineData(Phase.Augment, "", Box.Randomness)]
    [InlineData(Phase.Decode, "", Box.Data)]
    [InlineData(Phase.Update, "", Box.Code)]
    public void The_box_follows_from_the_phase_and_from_which_locks_differ(Phase phase, string locks, Box box)
    {
        var blame = Of(At(phase), locks);
        Assert.Equal(box, blame.Box);
        Assert.EndsWith(".", blame.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Phase.Forward, "Environment variables.OMP_WAIT_POLICY; Code recipe.train.ema; Code commit")]
    [InlineData(Phase.Decode, "Code recipe.train.lr; Environment threads; Environment device")]
    [InlineData(Phase.Initialization, "Randomness splitSeed; Code recipe.split.seed; Code recipe.optimizer.eps")]
    [InlineData(Phase.Augment, "Code recipe.checkpoint.metric; Code recipe.train.epochs; Code diffSha256")]
    public void What_cannot_act_there_is_never_blamed(Phase phase, string locks)
    {
        var blame = Of(At(phase), locks);
        Assert.Empty(blame.Candidates);
        Assert.Contains("nothing acts in the phase", blame.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void All_that_can_have_done_it_are_named_the_likeliest_first()
    {
        var blame = Blame.Of(At(Phase.Augment), Suspects.Of(
        [
            new LockDifference(Box.Environment, "threads", "1", "2"),
            new LockDifference(Box.Environment, "variables.GLIBC_TUNABLES", null, "\"x\""),
            new LockDifference(Box.Code, "recipe.augment.hflip_prob", "0.5", "0.5000001"),
            new LockDifference(Box.Code, "recipe.augment.normalize.mean", "[0.5,0.5,0.5]", "[0.5,0.5,0.51]"),
            new LockDifference(Box.Code, "recipe.train.lr", "1", "2"),
        ], SmallProgram.Additions));
        Assert.Equal(["recipe.augment.normalize.mean", "recipe.augment.hflip_prob", "variables.GLIBC_TUNABLES"], blame.Candidates
            .Select(suspect => suspect.Key));
        Assert.Contains(
            "Code: recipe.augment.normalize.mean ([0.5,0.5,0.5] in A, [0.5,0.5,0.51] in B) and recipe.augment.hflip_prob (0.5 in A, 0.5000001 in B) differ, "
            + "and",
            blame.Reason,
            StringComparison.Ordinal);
        Assert.Contains("It may also be Environment: variables.GLIBC_TUNABLES (nothing in A, \"x\" in B).", blame.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_choice_with_another_name_only_the_name_is_told() =>
        Assert.Equal(
            ["recipe.optimizer.name"],
            Of(At(Phase.Update), "Code recipe.optimizer.name; Code recipe.optimizer.betas; Code recipe.optimizer.momentum").Candidates
            .Select(suspect => suspect.Key));

    [Fact]
    public void Where_weights_were_not_digested_lately_an_update_before_is_likelier_than_the_forward_pass()
    {
        var late = Of(At(Phase.Forward) with { WeightsEqualAt = 3 }, "Code recipe.precision; Code recipe.optimizer.momentum");
        Assert.Equal(["recipe.precision", "recipe.optimizer.momentum"], late.Candidates
            .Select(suspect => suspect.Key).OrderBy(key => key == "recipe.precision" ? 0 : 1));
        var blame = Of(At(Phase.Forward) with { WeightsEqualAt = 3 }, "Code recipe.optimizer.momentum; Environment variables.OMP_WAIT_POLICY");
        Assert.Contains(
            "recipe.optimizer.momentum differs (1 in A, 2 in B), and it says how the weights are moved, or when; the batch is the same, "
            + "and the weights were when last digested, after step 3.",
            blame.Reason,
            StringComparison.Ordinal);
        Assert.Empty(Of(At(Phase.Forward), "Code recipe.optimizer.momentum").Candidates);
    }

    [Fact]
    public void What_is_lost_in_the_loss_may_show_in_gradients_or_weights_only()
    {
        Assert.Equal(["recipe.loss.label_smoothing"], Of(At(Phase.Backward), "Code recipe.loss.label_smoothing").Candidates.Select(suspect => suspect.Key));
        Assert.Equal(["recipe.optimizer.eps", "recipe.model.stem"], Of(At(Phase.Update), "Code recipe.model.stem; Code recipe.optimizer.eps").Candidates
            .Select(suspect => suspect.Key));
    }

    [Theory]
    [InlineData(Phase.Forward)]
    [InlineData(Phase.Backward)]
    [InlineData(Phase.Update)]
    public void Another_device_is_named_before_its_libraries(Phase phase) =>
        Assert.Contains(
            "Environment: device differs",
            Of(At(phase), "Environment libtorch.sha256.libtorch_cuda.so; Environment device; Environment gpu").Reason,
            StringComparison.Ordinal);

    [Theory]
    [InlineData(Phase.Forward, true)]
    [InlineData(Phase.Backward, true)]
    [InlineData(Phase.Augment, false)]
    [InlineData(Phase.RandomState, false)]
    public void Fast_is_to_blame_for_arithmetic_that_nothing_else_accounts_for(Phase phase, bool isToBlame)
    {
        Assert.Equal(
            isToBlame,
            Of(At(phase), "", areFast: true).Reason.Contains("'determinism: fast' allows operations that don't repeat", StringComparison.Ordinal));
        Assert.DoesNotContain("determinism", Of(At(phase), "").Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "determinism",
            Of(At(phase), "Code recipe.model.name; Code recipe.loss.name; Code recipe.augment", areFast: true).Reason,
            StringComparison.Ordinal);
        Assert.DoesNotContain("determinism", Of(At(phase) with { Later = [Phase.RandomState] }, "", areFast: true).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_layer_that_is_known_is_not_asked_for()
    {
        Assert.Contains("'ledger: deep' names the layer", Of(At(Phase.Forward), "").Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("'ledger: deep'", Of(At(Phase.Forward) with { Layer = "conv1" }, "").Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_machine_is_blamed_only_with_the_hint_that_it_may_be_noise()
    {
        Assert.Contains(
            "Or it is what locks can't see: 'lockstep rerun A' tells whether A repeats itself.",
            Of(At(Phase.Forward), "Environment libc").Reason,
            StringComparison.Ordinal);
        Assert.DoesNotContain("locks can't see", Of(At(Phase.Forward), "Environment libc; Code recipe.precision").Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Code recipe.train.ema", "recipe.train.ema")]
    [InlineData("Code recipe.train.epochs; Environment variables.OMP_WAIT_POLICY; Code recipe.augment.hflip_prob", "recipe.train.epochs")]
    [InlineData("Code recipe.checkpoint.metric; Environment threads", "recipe.checkpoint.metric")]
    public void Where_all_steps_are_the_same_and_results_are_not_it_is_what_acts_beside_them(string locks, string key)
    {
        var blame = Blame.OfResults(Suspects.Of(Differences(locks), SmallProgram.Additions), 24);
        Assert.Equal(key, blame.Candidates[0].Key);
        Assert.Contains("training is the same, up to step 24", blame.Reason, StringComparison.Ordinal);
    }

    private static Blame Of(FirstDivergence divergence, string locks, bool areFast = false) =>
        Blame.Of(divergence, Suspects.Of(Differences(locks), SmallProgram.Additions, areFast));

    private static FirstDivergence At(Phase phase) =>
        new(9, 1, phase, [], [], null, 8, new StepRecord { Step = 9, Epoch = 1 }, new StepRecord { Step = 9, Epoch = 1 });

    private static LockDifference[] Differences(string text) =>
    [
        .. text.Split("; ", StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split(' ')).Select(words => new LockDifference(Enum.Parse<Box>(words[0]), words[1], "1", "2")),
    ];
}
