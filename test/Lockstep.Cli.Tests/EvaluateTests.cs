using System.Text.Json.Nodes;
using Lockstep.Runs;

namespace Lockstep.Cli.Tests;

public sealed class EvaluateTests
{
    [Theory]
    [InlineData("model=small-cnn")]
    [InlineData("train.ema={decay: 0.9}")]
    [InlineData("model=small-cnn", "memory_format=contiguous", "loss={name: focal, class_weights: balanced}", "checkpoint.metric=val_loss")]
    public async Task The_figures_are_those_of_the_run_to_the_last_digit(params string[] settings)
    {
        using var place = new Workplace().WithDigits();
        await place.JsonAsync(0, "data", "seal", "digits");
        var run = await place.JsonAsync(0, ["train", "recipe.yaml", .. settings.SelectMany(setting => (string[])["--set", setting])]);
        var folder = RunFolder.Open(run.Text("folder"));
        var record = folder.ReadRecord();
        var last = await place.JsonAsync(0, "evaluate", run.Text("run"), "--checkpoint", "last");
        Assert.Equal(record.Metrics["valAccuracy"], last["accuracy"]?.GetValue<double>());
        Assert.Equal(record.Metrics["valLoss"], last["loss"]?.GetValue<double>());

        var best = await place.JsonAsync(0, "evaluate", run.Text("lockId")[..12]);
        Assert.Equal(record.Selection?.Value, best[record.Selection?.Metric == "val_loss" ? "loss" : "accuracy"]?.GetValue<double>());
        Assert.Equal("val", best["data"]?["part"]?.GetValue<string>());
        var artifact = JsonNode.Parse(File.ReadAllText(Path.Combine(folder.FullPath, "artifacts/report.json")))?.AsObject() ?? [];
        Assert.All(artifact, member => Assert.True(JsonNode.DeepEquals(member.Value, best[member.Key]), member.Key));
        Assert.True(JsonNode.DeepEquals(best["counts"], JsonNode.Parse(File.ReadAllText(Path.Combine(folder.FullPath, "artifacts/confusion_matrix.json")))?["counts"]));

        // The data set and the run moved: the validation part is still the same.
        await place.ShellAsync("mv digits moved && mv runs elsewhere");
        var moved = await place.JsonAsync(0, "evaluate", $"elsewhere/{run.Text("run")}", "--data", "moved");
        Assert.Equal(best["accuracy"]?.GetValue<double>(), moved["accuracy"]?.GetValue<double>());
    }

    [Fact]
    public async Task Another_data_set_is_taken_whole_and_one_with_other_classes_is_refused_by_name()
    {
        using var place = new Workplace().WithDigits();
        var run = await place.TrainedAsync();
        await place.ShellAsync("cp -r digits other && rm other/*/000[0-9].png && mkdir -p two/3 two/cat && cp digits/3/* two/3 && cp digits/4/* two/cat");
        await place.JsonAsync(0, "data", "seal", "other");
        await place.JsonAsync(0, "data", "seal", "two");
        var answer = await place.JsonAsync(0, "evaluate", run.Text("run"), "--data", "other");
        Assert.Equal(Directory.GetFiles(place.PathOf("other"), "*.png", SearchOption.AllDirectories).Length, answer["samples"]?.GetValue<int>());
        Assert.Equal("all", answer["data"]?["part"]?.GetValue<string>());

        var refused = await place.RunAsync("evaluate", run.Text("run"), "--data", "two");
        Assert.Equal(3, refused.ExitCode);
        Assert.Contains("The model does not know: 'cat'. The data lack: '0', '1', '2', '4',", refused.StandardError, StringComparison.Ordinal);

        File.AppendAllText(Directory.GetFiles(place.PathOf("other/5"))[0], "x");
        Assert.Equal(1, (await place.RunAsync("evaluate", run.Text("run"), "--data", "other")).ExitCode);
    }

    [Fact]
    public async Task What_is_missing_is_said_and_what_to_do()
    {
        using var place = new Workplace().WithDigits();
        var run = (await place.JsonAsync(0, "train", "recipe.yaml")).Text("run");
        Assert.Contains("--checkpoint first: expected best or last", (await Fails(2, "--checkpoint", "first")).StandardError, StringComparison.Ordinal);
        Assert.Contains("nowhere: no such folder", (await Fails(2, "--data", "nowhere")).StandardError, StringComparison.Ordinal);
        await place.ShellAsync($"sed -i 's/\"finished\"/\"interrupted\"/' runs/{run}/run.json");
        var unfinished = await place.RunAsync("evaluate", run);
        Assert.Equal(0, unfinished.ExitCode);
        Assert.Contains($"warning: {run} is interrupted", unfinished.StandardError, StringComparison.Ordinal);
        await place.ShellAsync("mv digits away");
        Assert.Contains("is not there. Say where it lies now with --data DIR", (await Fails(3)).StandardError, StringComparison.Ordinal);
        File.Delete(place.PathOf($"runs/{run}/checkpoints/best.safetensors"));
        Assert.Contains("is interrupted and has no best checkpoint", (await Fails(3)).StandardError, StringComparison.Ordinal);
        File.WriteAllText(place.PathOf($"runs/{run}/checkpoints/best.safetensors"), "torn");
        await place.ShellAsync("mv away digits");
        Assert.Contains("not a whole safetensors file", (await Fails(3)).StandardError, StringComparison.Ordinal);

        async Task<CliWrap.Buffered.BufferedCommandResult> Fails(int exitCode, params string[] arguments)
        {
            var result = await place.RunAsync(["evaluate", run, .. arguments]);
            Assert.True(result.ExitCode == exitCode, $"{result.ExitCode}: {result.StandardError}");
            return result;
        }
    }
}
