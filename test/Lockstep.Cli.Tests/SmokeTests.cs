namespace Lockstep.Cli.Tests;

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
    public async Task Fails_with_the_figure_where_the_loss_does_not_drop()
    {
        using var place = new Workplace().WithDigits();
        var result = await place.RunAsync("smoke", "recipe.yaml", "--set", "train.lr=1e-9");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("expected a drop of at least 5 %", result.StandardOutput, StringComparison.Ordinal);
        Assert.Matches("the loss (rose|dropped) by [0-9]", result.StandardOutput);
    }

    [Fact]
    public async Task Fails_where_the_loss_is_not_finite()
    {
        using var place = new Workplace().WithDigits();
        var result = await place.RunAsync("smoke", "recipe.yaml", "--set", "model=small-cnn", "--set", "optimizer=sgd", "--set", "train.lr=1e30");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("The loss became", result.StandardOutput, StringComparison.Ordinal);
    }
}
