using Lockstep.Compare;
using Lockstep.Files;
using Lockstep.Ledgers;
using Lockstep.Locks;
using Lockstep.Snapshots;


namespace Lockstep.Tests.Compare;

public sealed class BlameTests
{
    private static readonly ManifestDiff SameFiles = new([], [], [], []);

    [Theory]
    [InlineData(Phase.Initialization, "Randomness seed", Box.Randomness)]
    [InlineData(Phase.Initialization, "Code recipe.model.name", Box.Code)]
    [InlineData(Phase.Order, "Randomness seed; Code recipe.seed", Box.Randomness)]
    [InlineData(Phase.Order, "Data samples.splitSha256; Randomness splitSeed; Code recipe.split.seed", Box.Randomness)]
    [InlineData(Phase.Order, "Data samples.splitSha256", Box.Data)]
    [InlineData(Phase.Order, "Code recipe.train.batch_size", Box.Code)]
    [InlineData(Phase.Decode, "Environment imageDecoder.version", Box.Environment)]
    [InlineData(Phase.Decode, "Environment imageDecoder.version; Code recipe.data.orientation", Box.Code)]
    [InlineData(Phase.Augment, "Code recipe.augment.hflip_prob; Environment threads", Box.Code)]
    [InlineData(Phase.Targets, "Data samples.splitSha256", Box.Data)]
    [InlineData(Phase.Forward, "Environment processor.model", Box.Environment)]
    [InlineData(Phase.Forward, "Code recipe.loss.label_smoothing; Code recipe.train.lr", Box.Code)]
    [InlineData(Phase.Forward, "Randomness switches.allowTf32CuBlas", Box.Randomness)]
    [InlineData(Phase.Forward, "Environment libtorch.sha256.libtorch_cuda.so; Environment device", Box.Environment)]
    [InlineData(Phase.Backward, "Environment libtorch.version", Box.Environment)]
    [InlineData(Phase.Update, "Code recipe.optimizer.momentum", Box.Code)]
    [InlineData(Phase.RandomState, "Code recipe.model.name", Box.Code)]
    [InlineData(Phase.Forward, "Code commit", Box.Code)]
    [InlineData(Phase.Augment, "", Box.Randomness)]
    [InlineData(Phase.Decode, "", Box.Data)]
    [InlineData(Phase.Update, "", Box.Code)]
    public void The_box_follows_from_the_phase_and_from_which_locks_differ(Phase phase, string locks, Box box)
    {
        var blame = Blame.Of(At(phase), Differences(locks), SameFiles, ["a.png"]);
        Assert.Equal(box, blame.Box);
        Assert.EndsWith(".", blame.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Pixels_that_differ_in_a_file_that_differs_are_the_datas()
    {
        var entry = new ManifestEntry("cat/1.png", 5, new string('1', 64));
        var changed = new ManifestDiff([], [], [(entry, entry with { Digest = Sha256Digest.Parse(new string('2', 64)) })], []);
        var locks = Differences("Data manifestId; Environment imageDecoder.version");
        Assert.Equal(Box.Data, Blame.Of(At(Phase.Decode), locks, changed, ["cat/1.png"]).Box);
        Assert.Equal(Box.Data, Blame.Of(At(Phase.Decode), locks, changed, ["cat/1.png#12"]).Box);
        Assert.Equal(Box.Environment, Blame.Of(At(Phase.Decode), locks, changed, ["cat/2.png"]).Box);
    }

    [Fact]
    public void All_keys_of_one_cause_that_differ_are_named()
    {
        Assert.Contains(
            "Code: recipe.augment.hflip_prob (1 in A, 2 in B), recipe.augment.resize (1 in A, 2 in B) and recipe.augment.color_jitter.hue (1 in A, 2 in B) differ, and",
            Blame.Of(At(Phase.Augment), Differences("Code recipe.augment.hflip_prob; Code recipe.augment.resize; Code recipe.augment.color_jitter.hue; Code recipe.train.lr"), SameFiles, []).Reason,
            StringComparison.Ordinal);
        Assert.Contains("Code: recipe.augment.hflip_prob differs (1 in A, 2 in B), and", Blame.Of(At(Phase.Augment), Differences("Code recipe.augment.hflip_prob"), SameFiles, []).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_only_changed_are_not_to_blame_for_the_order()
    {
        var entry = new ManifestEntry("cat/1.png", 5, new string('1', 64));
        var locks = Differences("Data manifestId; Randomness seed");
        Assert.Equal(Box.Randomness, Blame.Of(At(Phase.Order), locks, new ManifestDiff([], [], [(entry, entry)], []), []).Box);
        Assert.Equal(Box.Data, Blame.Of(At(Phase.Order), locks, new ManifestDiff([entry], [], [], []), []).Box);
    }

    [Fact]
    public void A_second_box_that_could_have_done_it_is_named_too() =>
        Assert.Contains("It may also be Environment (threads).", Blame.Of(At(Phase.Augment), Differences("Code recipe.augment.hflip_prob; Environment threads"), SameFiles, []).Reason, StringComparison.Ordinal);

    [Fact]
    public void Weights_that_were_not_digested_lately_bring_the_steps_before_into_question()
    {
        var blame = Blame.Of(At(Phase.Forward) with { WeightsEqualAt = 3 }, Differences("Code recipe.optimizer.momentum"), SameFiles, []);
        Assert.Equal(Box.Code, blame.Box);
        Assert.Contains("when last digested, after step 3", blame.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Phase.Forward)]
    [InlineData(Phase.Backward)]
    [InlineData(Phase.Update)]
    public void Another_device_is_named_before_its_libraries(Phase phase) =>
        Assert.Contains("Environment: device differs", Blame.Of(At(phase), Differences("Environment libtorch.sha256.libtorch_cuda.so; Environment device; Environment gpu"), SameFiles, []).Reason, StringComparison.Ordinal);

    [Theory]
    [InlineData(Phase.Forward, true)]
    [InlineData(Phase.Backward, true)]
    [InlineData(Phase.Augment, false)]
    [InlineData(Phase.RandomState, false)]
    public void Fast_is_to_blame_for_arithmetic_that_nothing_else_accounts_for(Phase phase, bool isToBlame)
    {
        Assert.Equal(isToBlame, Blame.Of(At(phase), [], SameFiles, [], areFast: true).Reason.Contains("'determinism: fast' allows operations that don't repeat", StringComparison.Ordinal));
        Assert.DoesNotContain("determinism", Blame.Of(At(phase), [], SameFiles, []).Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("determinism", Blame.Of(At(phase), Differences("Code recipe.model.name; Code recipe.loss.name; Code recipe.augment"), SameFiles, [], areFast: true).Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("determinism", Blame.Of(At(phase) with { Later = [Phase.RandomState] }, [], SameFiles, [], areFast: true).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_layer_that_is_known_is_not_asked_for()
    {
        Assert.Contains("'ledger: deep' names the layer", Blame.Of(At(Phase.Forward), [], SameFiles, []).Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("'ledger: deep'", Blame.Of(At(Phase.Forward) with { Layer = "conv1" }, [], SameFiles, []).Reason, StringComparison.Ordinal);
    }

    private static FirstDivergence At(Phase phase) => new(9, 1, phase, [], [], null, 8, new StepRecord { Step = 9, Epoch = 1 }, new StepRecord { Step = 9, Epoch = 1 });

    private static LockDifference[] Differences(string text) =>
    [
        .. text.Split("; ", StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split(' ')).Select(words => new LockDifference(Enum.Parse<Box>(words[0]), words[1], "1", "2")),
    ];
}
