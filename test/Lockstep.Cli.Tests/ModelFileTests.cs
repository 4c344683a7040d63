using System.Text.Json.Nodes;
using Lockstep.Files;
using Lockstep.Tests.Shared;

namespace Lockstep.Cli.Tests;

/// <summary>Models that start from a file.</summary>
public sealed class ModelFileTests
{
    [Fact]
    public async Task Pretrained_weights_are_pinned_locked_partly_frozen_and_the_run_repeats()
    {
        using var place = new Workplace().WithDigits();
        var first = await place.TrainedAsync("--set", "model=small-cnn");
        var start = place.PathOf("start.safetensors");
        File.Copy(Path.Combine(first.Text("folder"), "checkpoints/last.safetensors"), start);
        var digest = Sha256.Of(File.ReadAllBytes(start));
        string[] fine = ["train", "recipe.yaml", "--set", $"model={{name: small-cnn, weights: start.safetensors, sha256: {digest}, freeze: ['features.*']}}"];

        var tuned = await place.JsonAsync(0, fine);
        Assert.NotEqual(first.Text("resultId"), tuned.Text("resultId"));
        var data = JsonNode.Parse(File.ReadAllText(Path.Combine(tuned.Text("folder"), "locks/data.json")));
        Assert.Equal(digest, data?["relevant"]?["modelSha256"]?.GetValue<string>());
        Assert.Equal(start, data?["informative"]?["modelFile"]?.GetValue<string>());
        Assert.Equal("identical", (await place.JsonAsync(0, "rerun", tuned.Text("run"))).Text("verdict"));

        // The file is found again wherever it went, by its digest, or the run's own copy is taken; and no other is taken for it.
        Directory.CreateDirectory(place.PathOf("moved"));
        File.Move(start, place.PathOf("moved/weights.safetensors"));
        File.WriteAllText(place.PathOf("other.safetensors"), "not these");
        Assert.Equal("identical", (await place.JsonAsync(0, "rerun", tuned.Text("run"))).Text("verdict"));
        var gone = await place.RunAsync("rerun", tuned.Text("run"), "--here");
        Assert.Equal(3, gone.ExitCode);
        Assert.EndsWith(
            $"error: Data: the recorded file of the model, {start}, is not there. Say where it lies now with --model FILE.\n", gone.StandardError,
            StringComparison.Ordinal);
        // of two runs, it is for the one that starts from a file
        var both = await place.JsonAsync(1, "bisect", first.Text("run"), tuned.Text("run"), "--steps", "0", "--model", "moved/weights.safetensors");
        Assert.Equal("initialization", both["divergence"]?["phase"]?.GetValue<string>());
        var twice = await place.RunAsync("bisect", tuned.Text("run"), "--model", "moved/weights.safetensors", "--model", "other.safetensors");
        Assert.Equal((2, "error: --model: given 2 times, for one run.\n"), (twice.ExitCode, twice.StandardError));
        Assert.Contains(
            $"but model.sha256 says {digest}",
            (await place.RunAsync("rerun", tuned.Text("run"), "--model", "other.safetensors")).StandardError,
            StringComparison.Ordinal);
        Assert.Contains(
            "--model nowhere: no such file.", (await place.RunAsync("rerun", tuned.Text("run"), "--model", "nowhere")).StandardError, StringComparison.Ordinal);
        Assert.Equal(0, (await place.RunAsync("evaluate", tuned.Text("run"))).ExitCode); // needs it no more
        var none = await place.RunAsync("rerun", first.Text("run"), "--model", "moved/weights.safetensors");
        Assert.Equal(
            (2, "error: --model moved/weights.safetensors: the run's recipe names no file that its model starts from.\n"), (none.ExitCode, none.StandardError));
        Assert.Contains(
            "--data and --model go with --resume",
            (await place.RunAsync([.. fine, "--model", "moved/weights.safetensors"])).StandardError,
            StringComparison.Ordinal);
        File.Move(place.PathOf("moved/weights.safetensors"), start);

        // Its classes are fewer: the head is new, and that is said and recorded.
        Directory.Delete(place.PathOf("digits/9"), recursive: true);
        var fewer = await place.RunAsync(fine);
        Assert.True(fewer.ExitCode == 0, fewer.StandardError);
        Assert.Contains("is for 10 classes, these data have 9: 'classifier.weight' and 'classifier.bias' start from random "
            + "weights", fewer.StandardError, StringComparison.Ordinal);
        var log = Directory.GetFiles(place.PathOf("runs"), "log.txt", SearchOption.AllDirectories)
            .Count(file => File.ReadAllText(file).Contains("these data have 9", StringComparison.Ordinal));
        Assert.Equal(1, log);
    }

    [Fact]
    public async Task Another_file_than_the_pinned_and_a_pattern_for_nothing_stop_before_there_is_a_run()
    {
        using var place = new Workplace().WithDigits();
        File.WriteAllText(place.PathOf("start.safetensors"), "not these");
        var (pinned, found) = (new string('a', 64), Sha256.Of("not these"));
        var result = await place.RunAsync("train", "recipe.yaml", "--set", $"model={{name: small-cnn, weights: start.safetensors, sha256: {pinned}}}");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains($"its SHA-256 is {found}, but model.sha256 says {pinned}", result.StandardError, StringComparison.Ordinal);

        result = await place.RunAsync("train", "recipe.yaml", "--set", "model={name: small-cnn, freeze: [feature.*]}");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(
            "model.freeze: no parameter's name fits the pattern 'feature.*'. Did you mean 'features.*'?", result.StandardError, StringComparison.Ordinal);

        result = await place.RunAsync("train", "recipe.yaml", "--set", $"model={{torchscript: nowhere.pt, sha256: {pinned}}}");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("no file 'nowhere.pt'", result.StandardError, StringComparison.Ordinal);
        Assert.Equal(0, place.RunCount);
    }

    [Fact]
    public async Task A_TorchScript_module_trains_like_the_rest_and_the_run_repeats()
    {
        using var place = new Workplace().WithDigits();
        File.WriteAllText(place.PathOf("net.py"), """
            import torch
            torch.manual_seed(1)
            net = torch.nn.Sequential(torch.nn.Conv2d(3, 8, 3, padding=1), torch.nn.BatchNorm2d(8), torch.nn.ReLU(),
                torch.nn.Flatten(), torch.nn.Dropout(0.2), torch.nn.Linear(512, 10))
            torch.jit.script(net).save("net.pt")
            """);
        await Python.RunAsync(place.Folder, "net.py");
        var digest = Sha256.Of(File.ReadAllBytes(place.PathOf("net.pt")));
        var trained = await place.JsonAsync(0, "train", "recipe.yaml", "--set", $"model={{torchscript: net.pt, sha256: {digest}}}");
        Assert.Contains("_torchscript_", trained.Text("run"), StringComparison.Ordinal);
        Assert.Equal("identical", (await place.JsonAsync(0, "rerun", trained.Text("run"))).Text("verdict"));
        File.Move(place.PathOf("net.pt"), place.PathOf("moved.pt"));
        Assert.Contains(
            "net.pt, is not there. Say where it lies now with --model FILE.",
            (await place.RunAsync("evaluate", trained.Text("run"))).StandardError,
            StringComparison.Ordinal);
        Assert.Equal(0, (await place.RunAsync("predict", trained.Text("run"), "digits/1", "--model", "moved.pt")).ExitCode);

        File.Move(place.PathOf("moved.pt"), place.PathOf("net.pt"));
        File.AppendAllText(place.PathOf("net.pt"), "x");
        Assert.Equal("identical", (await place.JsonAsync(0, "rerun", trained.Text("run"))).Text("verdict"));
        Assert.Equal(2, (await place.RunAsync("rerun", trained.Text("run"), "--here")).ExitCode);
    }
}
