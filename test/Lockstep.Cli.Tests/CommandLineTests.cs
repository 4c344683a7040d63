using System.Text.Json.Nodes;

namespace Lockstep.Cli.Tests;

public sealed class CommandLineTests
{
    [Fact]
    public async Task The_demo_reaches_97_percent_and_the_same_bits_twice()
    {
        using var place = new Workplace();
        var answer = await place.JsonAsync(0, "demo", "--keep", "kept");
        Assert.Equal("identical", answer.Text("verdict"));
        Assert.InRange(answer["metrics"]!["valAccuracy"]!.GetValue<double>(), 0.97, 1);
        Assert.StartsWith(place.PathOf("kept"), answer.Text("folder"), StringComparison.Ordinal);
        Assert.Equal(2, (await place.RunAsync("demo", "--keep", "kept")).ExitCode);
    }

    [Fact]
    public async Task A_starter_project_trains_as_it_is_written()
    {
        using var place = new Workplace().WithDigits();
        await place.JsonAsync(0, "init", "project");
        await place.ShellAsync("mkdir -p project/data && mv digits project/data/my-images-v1 && cd project && ls -a");
        var answer = await place.JsonAsync(0, "train", "project/recipe.yaml", "--set", "train.epochs=1");
        Assert.Equal("finished", answer.Text("status"));
        Assert.Equal(2, (await place.RunAsync("init", "project")).ExitCode);
    }

    [Fact]
    public async Task A_resolved_recipe_resolves_to_itself()
    {
        using var place = new Workplace().WithDigits();
        var once = (await place.RunAsync("recipe", "resolve", "recipe.yaml")).StandardOutput;
        File.WriteAllText(place.PathOf("resolved.yaml"), once);
        Assert.Equal(once, (await place.RunAsync("recipe", "resolve", "resolved.yaml")).StandardOutput);
        Assert.Equal(0, (await place.RunAsync("recipe", "check", "resolved.yaml")).ExitCode);
        Assert.NotNull(JsonNode.Parse((await place.RunAsync("recipe", "schema")).StandardOutput));
    }

    [Theory]
    [InlineData("train")]
    [InlineData("nonsense")]
    [InlineData("train", "recipe.yaml", "--nonsense")]
    [InlineData("smoke", "recipe.yaml", "--steps", "many")]
    public async Task Wrong_usage_is_exit_code_2_and_points_to_help(params string[] arguments)
    {
        using var place = new Workplace();
        var result = await place.RunAsync(arguments);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("--help'.", result.StandardError, StringComparison.Ordinal);
        Assert.Empty(result.StandardOutput);
    }

    [Theory]
    [InlineData("train")]
    [InlineData("rerun")]
    [InlineData("smoke")]
    [InlineData("bench")]
    [InlineData("runs")]
    [InlineData("demo")]
    [InlineData("init")]
    public async Task Help_opens_with_examples(string command)
    {
        using var place = new Workplace();
        var result = await place.RunAsync(command, "--help");
        Assert.Equal(0, result.ExitCode);
        Assert.Matches($"^(Example|Train|Refuses|Passes)[^$]*  lockstep {command}", result.StandardOutput);
    }
}
