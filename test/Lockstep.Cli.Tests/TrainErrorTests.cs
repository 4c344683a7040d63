namespace Lockstep.Cli.Tests;

/// <summary>What stops a training before it begins, or makes it fail.</summary>
public sealed class TrainErrorTests
{
    [Fact]
    public async Task A_weight_for_a_class_that_is_not_there_stops_before_any_training()
    {
        using var place = new Workplace().WithDigits();
        File.AppendAllText(place.PathOf("recipe.yaml"), "sampler: {name: weighted, weights: {3: 2, three: 1}}\n");
        var result = await place.RunAsync("train", "recipe.yaml");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(
            "recipe.yaml:6:43: sampler.weights: the data set has no class 'three'. Its classes: 0, 1, 2,", result.StandardError, StringComparison.Ordinal);
        Assert.Equal(0, place.RunCount);
    }

    [Fact]
    public async Task A_changed_byte_stops_at_the_gate_before_any_training()
    {
        using var place = new Workplace().WithDigits();
        Assert.Equal(0, (await place.RunAsync("data", "seal", "digits")).ExitCode);
        Assert.Equal(0, (await place.RunAsync("train", "recipe.yaml")).ExitCode);
        place.ChangeOneByte("digits/3/0003.png");
        var stopped = await place.RunAsync("train", "recipe.yaml");
        Assert.Equal(1, stopped.ExitCode);
        Assert.Contains("3/0003.png has SHA-256", stopped.StandardError, StringComparison.Ordinal);
        Assert.Contains("nothing was trained", stopped.StandardError, StringComparison.Ordinal);
        Assert.Equal(1, place.RunCount);
    }

    [Fact]
    public async Task A_loss_that_is_not_finite_fails_the_run_and_names_the_step()
    {
        using var place = new Workplace().WithDigits();
        var answer = await place.JsonAsync(3, "train", "recipe.yaml", "--set", "model=small-cnn", "--set", "optimizer=sgd", "--set", "train.lr=1e30");
        Assert.Equal("failed", answer.Text("status"));
        Assert.Matches("The loss became (NaN|∞|Infinity) at step [0-9]+", answer.Text("reason"));
        await place.ShellAsync($"cd '{answer.Text("folder")}' && sha256sum -c --strict --quiet SHA256SUMS");
    }

    [Fact]
    public async Task Errors_in_a_recipe_are_all_named_with_their_place_and_leave_no_run()
    {
        using var place = new Workplace().WithDigits();
        File.WriteAllText(place.PathOf("bad.yaml"), "dataset: digits\ntrain:\n  batch_sise: 8\n  lr: .nan\naugment: {hflip_prob: 1.5}\n");
        var result = await place.RunAsync("train", "bad.yaml");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("bad.yaml:3:3: unknown key 'batch_sise' in 'train'. Did you mean 'batch_size'?", result.StandardError, StringComparison.Ordinal);
        Assert.Contains("bad.yaml:4:7: train.lr", result.StandardError, StringComparison.Ordinal);
        Assert.Contains("bad.yaml:5:23: augment.hflip_prob", result.StandardError, StringComparison.Ordinal);
        Assert.Equal(0, place.RunCount);
    }

    [Fact]
    public async Task A_data_set_that_is_not_there_is_named_with_its_place()
    {
        using var place = new Workplace();
        var result = await place.RunAsync("train", "recipe.yaml");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("recipe.yaml:2:10: no folder 'digits'", result.StandardError, StringComparison.Ordinal);
    }
}
