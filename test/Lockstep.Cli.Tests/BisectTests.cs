using Lockstep.Ledgers;

namespace Lockstep.Cli.Tests;

public sealed class BisectTests
{
    /// <summary>Dropout, momentum, a moving average and random flips: all that a checkpoint has to bring back.</summary>
    private static readonly string[] Recipe =
    [
        "--set", "model={name: mlp, hidden: [16], dropout: 0.3}", "--set", "optimizer=adam", "--set", "augment.hflip_prob=0.5", "--set",
        "train.epochs=4", "--set", "train.ema.decay=0.5",
        "--set", "checkpoint.every_steps=3", "--set", "checkpoint.keep=50",
    ];

    [Fact]
    public async Task Begins_with_the_nearest_checkpoint_of_both_and_finds_what_it_finds_from_the_start()
    {
        using var place = new Workplace().WithDigits();
        await TrainAsync(place, "a", 1, "checkpoint.keep_finished=true");
        await TrainAsync(place, "b", 0.5, "checkpoint.keep_finished=true");
        await place.ShellAsync("sha256sum runs/*/checkpoints/resume/*/* > before.txt");
        var whole = await place.JsonAsync(1, "bisect", "a", "b", "--from-start", "--keep", "whole");
        var near = await place.JsonAsync(1, "bisect", "a", "b", "--keep", "near");
        var parted = near["divergence"]?["step"]?.GetValue<long>() ?? 0;
        var from = near["from"]?["step"]?.GetValue<long>() ?? 0;
        Assert.Equal(9, parted); // the first of the third epoch of four steps
        Assert.Equal((6, "epoch-2-batch-2"), (from, near["from"]?["checkpoint"]?.GetValue<string>()));
        Assert.Equal((0, null), (whole["from"]?["step"]?.GetValue<long>(), whole["from"]?["checkpoint"]?.GetValue<string>()));
        Assert.Equal(true, near["a"]?["asRecorded"]?.GetValue<bool>());
        near.Remove("from");
        whole.Remove("from");
        Assert.Equal(whole.ToJsonString(), near.ToJsonString());

        foreach (var side in (string[])["a", "b"])
        {
            using var all = Ledger.Open(place.PathOf($"whole/{side}.ledger.bin"));
            using var some = Ledger.Open(place.PathOf($"near/{side}.ledger.bin"));
            Assert.Equal((6, 4, 10), (some.Header.First, some.Count, some.End)); // no step before the checkpoint, and none behind the divergence
            Assert.Equal((0, 10), (all.Header.First, all.Count));
            Assert.Equal(LedgerAnswer.SameSoFar, new LedgerPair(all, some).Compare(TestContext.Current.CancellationToken).Answer);
            Assert.Null(some.FindDamage(6, 10, TestContext.Current.CancellationToken));
        }

        await place.ShellAsync("sha256sum --quiet -c before.txt");
        Assert.Contains(
            "from       each run's checkpoint epoch-2-batch-2, after step 6\n",
            (await place.RunAsync("bisect", "a", "b")).StandardOutput,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_checkpoint_is_named_and_the_one_before_it_or_the_start_taken()
    {
        using var place = new Workplace().WithDigits();
        await TrainAsync(place, "a", 1, "checkpoint.keep_finished=true");
        await TrainAsync(place, "b", 0.5, "checkpoint.keep_finished=true");
        await place.ShellAsync("printf X | dd of=runs/b/checkpoints/resume/epoch-2-batch-2/model.safetensors conv=notrunc bs=1 seek=900 status=none");
        var passed = await place.RunAsync("bisect", "a", "b");
        Assert.Contains("epoch-2-batch-2/model.safetensors: damaged", passed.StandardError, StringComparison.Ordinal);
        Assert.Contains("checkpoint epoch-1-batch-3, after step 3", passed.StandardOutput, StringComparison.Ordinal);
        Assert.Contains("they differ at step 9 (epoch 3), phase update", passed.StandardOutput, StringComparison.Ordinal);

        await place.ShellAsync("""for state in runs/a/checkpoints/resume/*; do rm "$state/SHA256SUMS"; done""");
        var start = await place.JsonAsync(1, "bisect", "a", "b");
        Assert.Equal((0, null), (start["from"]?["step"]?.GetValue<long>(), start["from"]?["checkpoint"]?.GetValue<string>()));
        Assert.Equal(9, start["divergence"]?["step"]?.GetValue<long>());
    }

    [Fact]
    public async Task Without_a_common_checkpoint_before_the_divergence_it_begins_with_the_first_step()
    {
        using var place = new Workplace().WithDigits();
        await TrainAsync(place, "a", 1, "checkpoint.keep_finished=true");
        await TrainAsync(place, "b", 0.5);
        await TrainAsync(place, "c", 1, "checkpoint.keep_finished=true", "seed=8");
        foreach (var (other, step) in new[] { ("b", 9L), ("c", 0L) })
        {
            var answer = await place.JsonAsync(1, "bisect", "a", other);
            Assert.Equal(0, answer["from"]?["step"]?.GetValue<long>());
            Assert.Equal(step, answer["divergence"]?["step"]?.GetValue<long>());
        }

        var alone = await place.JsonAsync(0, "bisect", "a");
        Assert.Equal((0, 16), (alone["from"]?["step"]?.GetValue<long>(), alone["steps"]?.GetValue<long>()));
    }

    [Theory]
    [InlineData(5, 5, "epoch-1-batch-5")]
    [InlineData(7, 0, null)] // before the divergence at step 8, but behind the last weights that are known to be the same
    public async Task Where_weights_are_not_digested_at_each_step_it_begins_at_no_step_behind_the_last_that_is_known_to_be_the_same(
        int every, long from, string? checkpoint)
    {
        using var place = new Workplace().WithDigits(18);
        string[] recipe = [
            "train", "recipe.yaml", "--set", "model={name: mlp, hidden: [1400, 1400]}", "--set", "train.epochs=1", "--set",
            $"checkpoint.every_steps={every}", "--set", "checkpoint.keep_finished=true"
        ];
        await place.JsonAsync(0, [.. recipe, "--name", "a"]);
        var sample = (await place.JsonAsync(0, "ledger", "show", "a", "--step", "8"))["samples"]?[0]?["name"]?.GetValue<string>();
        await place.ShellAsync($"cp -r digits others && cp \"$(ls digits/5/*.png | grep -v '{sample}' | tail -n 1)\" 'others/{sample}'");
        await place.JsonAsync(0, [.. recipe, "--name", "b", "--set", "dataset=others"]);

        var ledger = (await place.JsonAsync(1, "diff", "a", "b"))["ledger"]?["divergence"];
        Assert.Equal((8L, 6L), (ledger?["step"]?.GetValue<long>(), ledger?["weightsEqualAt"]?.GetValue<long>()));
        await place.ShellAsync("mkdir moved && mv digits others moved/");
        var found = await place.JsonAsync(1, "bisect", "a", "b", "--data", "moved/digits", "--data", "moved/others");
        Assert.Equal((8L, "decode"), (found["divergence"]?["step"]?.GetValue<long>(), found["divergence"]?["phase"]?.GetValue<string>()));
        Assert.Equal((from, checkpoint), (found["from"]?["step"]?.GetValue<long>(), found["from"]?["checkpoint"]?.GetValue<string>()));
    }

    /// <summary>Four epochs of four steps, with checkpoints after every third.</summary>
    private static async Task TrainAsync(Workplace place, string name, double gamma, params string[] set)
    {
        await place.TrainedAsync([
            "--name", name, .. Recipe, "--set",
            $"schedule={{name: multi_step, milestones: [2], gamma: {gamma.ToString(System.Globalization.CultureInfo.InvariantCulture)}}}",
            .. set.SelectMany(change => new[] { "--set", change })
        ]);
        // Whether the end of an epoch takes one depends on the time.
        await place.ShellAsync($"rm -rf runs/{name}/checkpoints/resume/*-batch-0");
    }
}
