using System.Text.Json.Nodes;

namespace Lockstep.Cli.Tests;

public sealed class OptimisingTests
{
    private static readonly string[] Linear = ["--set", "model=linear", "--set", "optimizer=sgd", "--set", "train.lr=0.1", "--set", "train.epochs=2"];

    [Fact]
    public async Task Accumulated_batches_train_as_one_large_batch_does_and_the_last_few_still_step()
    {
        using var place = new Workplace().WithDigits();
        var large = await TrainAsync(place, "train.batch_size=24");
        var small = await TrainAsync(place, "train.batch_size=6", "train.accumulate=4");
        Assert.Equal(StepsOf(large), StepsOf(small));
        Assert.Equal(6, StepsOf(small)); // of 64 images, 24, 24 and 16, twice
        foreach (var name in (string[])["trainLoss", "valLoss"])
        {
            Assert.Equal(MetricOf(large, name), MetricOf(small, name), 1e-5);
        }
    }

    [Fact]
    public async Task A_clip_beyond_all_gradients_changes_no_bit_and_a_tight_one_does()
    {
        using var place = new Workplace().WithDigits();
        var free = (await place.TrainedAsync(Linear)).Text("resultId");
        Assert.Equal(free, (await TrainAsync(place, "train.clip_grad_norm=1.0e+9")).Text("resultId"));
        var tight = await TrainAsync(place, "train.clip_grad_norm=0.01");
        Assert.NotEqual(free, tight.Text("resultId"));
        Assert.Equal(tight.Text("resultId"), (await TrainAsync(place, "train.clip_grad_norm=0.01")).Text("resultId"));
    }

    [Fact]
    public async Task A_run_that_gets_no_better_ends_early_as_finished_and_says_why()
    {
        using var place = new Workplace().WithDigits();
        var answer = await TrainAsync(place, "train.lr=1.0e-12", "train.epochs=9", "train.early_stopping={patience: 2}");
        Assert.Equal("finished", answer.Text("status"));
        Assert.StartsWith("stopped early, after epoch 3 of 9: val_accuracy was not above ", answer.Text("reason"), StringComparison.Ordinal);
        Assert.EndsWith(" for 2 epochs in a row", answer.Text("reason"), StringComparison.Ordinal);
        Assert.NotEmpty(answer.Text("resultId"));
        Assert.Contains("finished: stopped early", File.ReadAllText(Path.Combine(answer.Text("folder"), "log.txt")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_average_is_what_the_checkpoints_hold_and_the_weights_go_on_as_without_it()
    {
        using var place = new Workplace().WithDigits();
        var plain = await place.TrainedAsync(Linear);
        var averaged = await TrainAsync(place, "train.ema={decay: 0.9}");
        Assert.Equal(Bytes(plain, "last"), Bytes(averaged, "last.raw"));
        Assert.NotEqual(Bytes(plain, "last"), Bytes(averaged, "last"));
        Assert.Equal(MetricOf(plain, "trainLoss"), MetricOf(averaged, "trainLoss"));
        Assert.NotEqual(MetricOf(plain, "valLoss"), MetricOf(averaged, "valLoss"));
        Assert.False(File.Exists(Path.Combine(plain.Text("folder"), "checkpoints", "last.raw.safetensors")));

        var kept = await TrainAsync(place, "train.ema={decay: 0}");
        Assert.Equal(plain.Text("resultId"), kept.Text("resultId"));
    }

    [Fact]
    public async Task As_many_class_weights_as_classes_are_needed_and_balanced_ones_of_even_classes_change_nothing()
    {
        using var place = new Workplace().WithDigits();
        var few = await place.RunAsync("train", "recipe.yaml", "--set", "loss.class_weights=[1, 2]");
        Assert.Equal(2, few.ExitCode);
        Assert.Contains(
            "loss.class_weights: expected 10 weights, one for each of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, found 2.", few.StandardError, StringComparison.Ordinal);
        Assert.Equal(0, place.RunCount);

        var plain = await place.TrainedAsync(Linear);
        Assert.Equal(MetricOf(plain, "valLoss"), MetricOf(await TrainAsync(place, "loss.class_weights=balanced"), "valLoss"), 1e-5);
        File.Delete(Directory.GetFiles(place.PathOf("digits/3"))[0]);
        File.Delete(Directory.GetFiles(place.PathOf("digits/3"))[0]);
        File.Delete(Directory.GetFiles(place.PathOf("digits/3"))[0]);
        Assert.NotEqual(MetricOf(await TrainAsync(place), "valLoss"), MetricOf(await TrainAsync(place, "loss.class_weights=balanced"), "valLoss"), 1e-4);
    }

    [Fact]
    public async Task What_decay_leaves_alone_is_named_in_the_log()
    {
        using var place = new Workplace().WithDigits();
        var answer = await TrainAsync(place, "optimizer.weight_decay=0.1", "optimizer.no_decay=[bias]");
        Assert.Matches(
            @"no weight decay: \S*bias\n", await File.ReadAllTextAsync(Path.Combine(answer.Text("folder"), "log.txt"), TestContext.Current.CancellationToken));
    }

    private static Task<JsonObject> TrainAsync(Workplace place, params string[] overrides) =>
        place.JsonAsync(0, ["train", "recipe.yaml", .. Linear, .. overrides.SelectMany(text => (string[])["--set", text])]);

    private static double MetricOf(JsonObject answer, string name) => answer["metrics"]![name]!.GetValue<double>(); // a finished run has them

    private static byte[] Bytes(JsonObject answer, string name) => File.ReadAllBytes(Path.Combine(answer.Text("folder"), "checkpoints", $"{name}.safetensors"));

    private static int StepsOf(JsonObject answer) =>
        File.ReadLines(Path.Combine(answer.Text("folder"), "metrics.jsonl")).Count(line => line.Contains("\"phase\":\"train\"", StringComparison.Ordinal));
}
