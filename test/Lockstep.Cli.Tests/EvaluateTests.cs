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
        Assert.Equal("val", best["data"]?["split"]?.GetValue<string>());
        var artifact = JsonNode.Parse(File.ReadAllText(Path.Combine(folder.FullPath, "artifacts/report.json")))?.AsObject() ?? [];
        Assert.All(artifact, member => Assert.True(JsonNode.DeepEquals(member.Value, best[member.Key]), member.Key));
        Assert.True(
            JsonNode.DeepEquals(best["counts"], JsonNode.Parse(File.ReadAllText(Path.Combine(folder.FullPath, "artifacts/confusion_matrix.json")))?["counts"]));

        // The data set and the run moved: the validation split is still the same.
        await place.ShellAsync("mv digits moved && mv runs elsewhere");
        var moved = await place.JsonAsync(0, "evaluate", $"elsewhere/{run.Text("run")}", "--data", "moved");
        Assert.Equal(best["accuracy"]?.GetValue<double>(), moved["accuracy"]?.GetValue<double>());
    }

    [Fact]
    public async Task Another_data_set_is_taken_whole_and_one_with_other_classes_is_refused_by_name()
    {
        using var place = new Workplace().WithDigits();
        var run = await place.TrainedAsync();
        await place.ShellAsync("cp -r digits other && rm other/*/000[0-2].png && mkdir -p two/3 two/cat && cp digits/3/* two/3 && cp digits/4/* two/cat");
        await place.JsonAsync(0, "data", "seal", "other");
        await place.JsonAsync(0, "data", "seal", "two");
        var answer = await place.JsonAsync(0, "evaluate", run.Text("run"), "--data", "other");
        Assert.Equal(Directory.GetFiles(place.PathOf("other"), "*.png", SearchOption.AllDirectories).Length, answer["samples"]?.GetValue<int>());
        Assert.Equal("all", answer["data"]?["split"]?.GetValue<string>());

        var refused = await place.RunAsync("evaluate", run.Text("run"), "--data", "two");
        Assert.Equal(3, refused.ExitCode);
        Assert.Contains("The model does not know: 'cat'. The data lack: '0', '1', '2', '4',", refused.StandardError, StringComparison.Ordinal);

        // By content, under other names and another manifest: all of the run's training images that are among them.
        var trained = File.ReadLines(Path.Combine(run.Text("folder"), "locks/samples.tsv"))
            .Select(line => line.Split('\t')).Where(columns => columns[0] == "train").Select(columns => columns[2]).ToHashSet();
        var among = trained.Count(name => name[0] >= '7' && File.Exists(place.PathOf($"other/{name}")));
        await place.ShellAsync(
            "rm -r other/manifest.json other/[0-6] && for i in other/*/*.png; do mv $i ${i%.png}-renamed.png; done; echo more > other/README.txt");
        await place.JsonAsync(0, "data", "seal", "other");
        var fewer = await place.RunAsync("evaluate", run.Text("run"), "--data", "other");
        Assert.Contains("classes      3 of 10 have images here; 7 do not, '0' first", fewer.StandardOutput, StringComparison.Ordinal);
        Assert.InRange(among, 1, 30);
        Assert.Contains($"warning: Data: {among} of the ", fewer.StandardError, StringComparison.Ordinal);

        File.AppendAllText(Directory.GetFiles(place.PathOf("other/8"))[0], "x");
        Assert.Equal(1, (await place.RunAsync("evaluate", run.Text("run"), "--data", "other")).ExitCode);
    }

    [Fact]
    public async Task The_figures_of_the_test_split_are_kept_in_the_run_whose_sums_stay_right()
    {
        using var place = new Workplace().WithDigits();
        await place.ShellAsync("mkdir ds && cp -r digits ds/train && cp -r digits ds/val && cp -r digits ds/test && rm ds/test/*/000[0-3].png");
        await place.JsonAsync(0, "data", "seal", "ds");
        var run = (await place.JsonAsync(0, "train", "recipe.yaml", "--set", "dataset=ds", "--name", "a")).Text("resultId");
        var shown = await place.JsonAsync(0, "evaluate", "a", "--split", "test");
        Assert.Equal("test", shown["data"]?["split"]?.GetValue<string>());
        Assert.Equal(Directory.GetFiles(place.PathOf("ds/test"), "*.png", SearchOption.AllDirectories).Length, shown["samples"]?.GetValue<int>());

        await place.JsonAsync(0, "evaluate", "a", "--split", "train", "--save");
        var saved = await place.JsonAsync(0, "evaluate", "a", "--split", "test", "--save");
        Assert.True(JsonNode.DeepEquals(shown, saved));
        Assert.True(JsonNode.DeepEquals(saved, JsonNode.Parse(File.ReadAllText(place.PathOf("runs/a/artifacts/test.json")))));
        await place.ShellAsync("cd runs/a && sha256sum -c --quiet SHA256SUMS && grep -q artifacts/test.json SHA256SUMS && LC_ALL=C sort -c -k2 SHA256SUMS");
        Assert.Equal(run, RunFolder.Open(place.PathOf("runs/a")).ReadRecord().ResultId);
        var report = File.ReadAllText(place.PathOf("runs/a/artifacts/report.html"));
        Assert.Equal(
            ["<h2>Training split</h2>", "<h2>Test split</h2>"],
            report.Split('\n').Where(line => line.Contains(" split</h2>", StringComparison.Ordinal)));

        // A split has no manifest of its own, and is not advised to get one.
        var part = await place.RunAsync("evaluate", "a", "--data", "ds/test");
        Assert.Equal(2, part.ExitCode);
        Assert.Contains("Evaluate it with 'lockstep evaluate runs/a --split test'.", part.StandardError, StringComparison.Ordinal);

        // What was damaged before stays what the sums say of it.
        await place.ShellAsync("echo more >> runs/a/log.txt");
        await place.JsonAsync(0, "evaluate", "a", "--split", "test", "--save");
        await place.ShellAsync("cd runs/a && test \"$(sha256sum -c SHA256SUMS 2>/dev/null | grep -v ': OK')\" = 'log.txt: FAILED'");
    }

    [Fact]
    public async Task Figures_are_kept_only_where_they_belong()
    {
        using var place = new Workplace().WithDigits();
        var run = (await place.TrainedAsync()).Text("run");
        Assert.Contains("has no test images. It has ", (await Fails(3, run, "--split", "test")).StandardError, StringComparison.Ordinal);
        Assert.Contains("--split dev: expected train, val or test.", (await Fails(2, run, "--split", "dev")).StandardError, StringComparison.Ordinal);
        await place.ShellAsync("cp -r digits other && echo more > other/README.txt");
        await place.JsonAsync(0, "data", "seal", "other");
        Assert.Contains(
            "doesn't say what its images are for", (await Fails(3, run, "--split", "val", "--data", "other")).StandardError, StringComparison.Ordinal);
        Assert.Contains(
            "--save: keeps figures of the run's own data set, and other is another",
            (await Fails(2, run, "--data", "other", "--save")).StandardError,
            StringComparison.Ordinal);
        await place.JsonAsync(0, "bundle", run, "-o", "a.zip");
        Assert.Contains(
            "--save: a.zip is a bundle, and nothing is written into one", (await Fails(2, "a.zip", "--save")).StandardError, StringComparison.Ordinal);
        await place.ShellAsync($"sed -i 's/\"finished\"/\"interrupted\"/' runs/{run}/run.json");
        Assert.Contains("is interrupted, and its weights may change yet", (await Fails(2, run, "--save")).StandardError, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(place.PathOf($"runs/{run}/artifacts"), "val.json"));

        async Task<CliWrap.Buffered.BufferedCommandResult> Fails(int exitCode, params string[] arguments)
        {
            var result = await place.RunAsync(["evaluate", .. arguments]);
            Assert.True(result.ExitCode == exitCode, $"{result.ExitCode}: {result.StandardError}");
            return result;
        }
    }

    [Fact]
    public async Task What_is_missing_is_said_and_what_to_do()
    {
        using var place = new Workplace().WithDigits();
        var run = (await place.JsonAsync(0, "train", "recipe.yaml")).Text("run");
        Assert.Contains(
            "--checkpoint first: expected best, last or last.raw", (await Fails(2, "--checkpoint", "first")).StandardError, StringComparison.Ordinal);
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
        Assert.Contains("not a safetensors file: it is a text file", (await Fails(3)).StandardError, StringComparison.Ordinal);

        async Task<CliWrap.Buffered.BufferedCommandResult> Fails(int exitCode, params string[] arguments)
        {
            var result = await place.RunAsync(["evaluate", run, .. arguments]);
            Assert.True(result.ExitCode == exitCode, $"{result.ExitCode}: {result.StandardError}");
            return result;
        }
    }
}
