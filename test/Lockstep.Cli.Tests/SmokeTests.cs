using System.Text.Json.Nodes;
using Lockstep.Tests.Shared;

namespace Lockstep.Cli.Tests;

/// <summary>The smoke test of a recipe: what it passes, and that it fails for the reason that there is.</summary>
public sealed class SmokeTests
{
    [Fact]
    public async Task Passes_where_the_network_learns_and_leaves_no_run()
    {
        using var place = new Workplace().WithDigits(perClass: 20);
        var answer = await place.JsonAsync(0, "smoke", "recipe.yaml", "--set", "model=small-cnn");
        Assert.Equal("passed", answer.Text("status"));
        Assert.Equal("identical", answer.Text("verdict"));
        Assert.Equal(100, answer["metrics"]?["images"]?.GetValue<int>());
        Assert.True(answer["metrics"]?["drop"]?.GetValue<double>() > 0.05);
        Assert.Equal(0, place.RunCount);
    }

    [Fact]
    public async Task The_images_are_drawn_by_the_seed_and_named()
    {
        using var place = new Workplace().WithDigits();
        async Task<JsonNode?> SubsetAsync(params string[] more) =>
            (await place.JsonAsync(0, ["smoke", "recipe.yaml", "--images", "12", "--steps", "20", .. more]))["subset"];
        var (first, again, other) = (await SubsetAsync(), await SubsetAsync("--set", "train.batch_size=4"), await SubsetAsync("--set", "seed=8"));

        Assert.Equal((12, 7), (first?["train"]?.AsArray().Count, first?["seed"]?.GetValue<int>()));
        Assert.Equal(first?.ToJsonString(), again?.ToJsonString());
        Assert.NotEqual(first?["train"]?.ToJsonString(), other?["train"]?.ToJsonString());
        Assert.Empty(first!["train"]!.AsArray().Select(name => (string?)name).Intersect(first["heldOut"]!.AsArray().Select(name => (string?)name)));
    }

    [Fact]
    public async Task An_epoch_is_a_pass_over_the_images()
    {
        using var place = new Workplace().WithDigits();
        var answer = await place.JsonAsync(0, "smoke", "recipe.yaml", "--epochs", "3", "--images", "40", "--set", "train.lr=0.1");
        Assert.Equal((9, 4), (answer["metrics"]?["steps"]?.GetValue<int>(), answer["metrics"]?["window"]?.GetValue<int>()));
    }

    [Fact]
    public async Task Fails_with_the_figure_where_the_loss_does_not_drop()
    {
        using var place = new Workplace().WithDigits();
        var result = await place.RunAsync("smoke", "recipe.yaml", "--set", "train.lr=1e-6");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("expected a drop of at least 5 %", result.StandardOutput, StringComparison.Ordinal);
        Assert.Matches("the loss (rose|dropped) by [0-9]", result.StandardOutput);
    }

    [Fact]
    public async Task Names_the_parameters_that_no_learning_rate_moves()
    {
        using var place = new Workplace().WithDigits();
        var result = await place.RunAsync("smoke", "recipe.yaml", "--set", "optimizer=sgd", "--set", "train.lr=1e-30");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("no parameter moved in 50 steps, though gradients were there: the learning rate, at most 1E-30, is 0 or too small",
            result.StandardOutput, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fails_where_the_loss_is_not_finite()
    {
        using var place = new Workplace().WithDigits();
        var result = await place.RunAsync("smoke", "recipe.yaml", "--set", "model=small-cnn", "--set", "optimizer=sgd", "--set", "train.lr=1e30");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("finite loss: The loss became", result.StandardOutput, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fall_from_where_the_loss_exploded_to_is_no_learning()
    {
        using var place = new Workplace().WithDigits();
        var result = await place.RunAsync("smoke", "recipe.yaml", "--set", "model=small-cnn", "--set", "optimizer=sgd", "--set", "train.lr=1e6");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("loss falls: the loss grew from", result.StandardOutput, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_network_that_is_ignored_and_a_frozen_layer_are_told_apart()
    {
        Assert.SkipUnless(Directory.Exists("/usr/lib/python3/dist-packages/torch"), "needs PyTorch: install python3-torch");
        using var place = new Workplace().WithDigits();
        await File.WriteAllTextAsync(place.PathOf("make.py"), """
            import torch
            from torch import nn
            class Net(nn.Module):
                def __init__(self, ignores: bool, frozen: bool):
                    super().__init__()
                    self.first = nn.Linear(192, 16)
                    self.last = nn.Linear(16, 10)
                    self.ignores = ignores
                    if frozen:
                        for parameter in self.first.parameters():
                            parameter.requires_grad = False
                def forward(self, x):
                    y = self.last(torch.relu(self.first(x.flatten(1))))
                    return y.detach() if self.ignores else y
            torch.manual_seed(0)
            torch.jit.script(Net(True, False)).save("ignored.pt")
            torch.jit.script(Net(False, True)).save("frozen.pt")
            """, TestContext.Current.CancellationToken);
        await Python.RunAsync(place.Folder, "make.py");
        async Task<string> SmokeAsync(string file, int exitCode, params string[] more)
        {
            var digest = (await place.ShellAsync($"sha256sum {file}"))[..64];
            var result = await place.RunAsync(
                ["smoke", "recipe.yaml", "--steps", "60", "--set", $"model={{torchscript: {file}, sha256: {digest}}}", .. more]);
            Assert.True(result.ExitCode == exitCode, $"{result.ExitCode}: {result.StandardOutput}{result.StandardError}");
            return result.StandardOutput;
        }

        Assert.Contains(
            "parameters move: no parameter gets a gradient: the loss does not depend on them", await SmokeAsync("ignored.pt", 1), StringComparison.Ordinal);
        Assert.Contains("first.weight, first.bias are frozen, and nobody said so", await SmokeAsync("frozen.pt", 1), StringComparison.Ordinal);
        Assert.Contains(
            "as was said, first.weight, first.bias did not move", await SmokeAsync("frozen.pt", 0, "--frozen", "first.*"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shuffled_labels_pass_on_the_loss_and_fail_on_held_out_accuracy()
    {
        using var place = new Workplace().WithDigits(perClass: 20);
        const string Invariant = "invariants=[{metric: accuracy, min: 0.4}]";
        string[] arguments = ["smoke", "recipe.yaml", "--set", "model={name: mlp, hidden: [256]}", "--set", Invariant];
        var true_ = await place.JsonAsync(0, arguments);
        await place.ShellAsync("""
            i=0
            for file in $(ls digits/*/*.png | sort); do
                mkdir -p "shuffled/$(( (i * 7 + i / 20 + i / 3) % 10 ))"
                cp "$file" "shuffled/$(( (i * 7 + i / 20 + i / 3) % 10 ))/$i.png"
                i=$((i + 1))
            done
            """);
        var shuffled = await place.JsonAsync(1, [.. arguments, "--set", "dataset=shuffled"]);

        Assert.Equal("passed", true_.Text("status"));
        Assert.True(shuffled["metrics"]?["drop"]?.GetValue<double>() > 0.05);
        Assert.StartsWith("val accuracy 0.", (string?)Assert.Single(shuffled["reasons"]!.AsArray()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--steps and --epochs exclude each other", "recipe.yaml", "--steps", "5", "--epochs", "1")]
    [InlineData("--steps must be at least 2", "recipe.yaml", "--steps", "1")]
    [InlineData("expected one recipe, found 2 words", "recipe.yaml", "other.yaml")]
    [InlineData("--set overrides a recipe, and a command was given", "--set", "seed=1", "--", "true")]
    public async Task A_wrong_call_is_refused_before_any_work(string said, params string[] arguments)
    {
        using var place = new Workplace();
        var result = await place.RunAsync(["smoke", .. arguments]);
        Assert.Equal((2, ""), (result.ExitCode, result.StandardOutput));
        Assert.Contains(said, result.StandardError, StringComparison.Ordinal);
    }
}
