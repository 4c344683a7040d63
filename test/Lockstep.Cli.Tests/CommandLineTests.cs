using System.Text.Json.Nodes;
using CliWrap.Buffered;

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
        var schema = (await place.RunAsync("recipe", "schema")).StandardOutput;
        var onOneLine = (await place.RunAsync("recipe", "schema", "--json")).StandardOutput;
        Assert.Equal((1, true), (onOneLine.Count(character => character == '\n'), JsonNode.DeepEquals(JsonNode.Parse(schema), JsonNode.Parse(onOneLine))));
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
    [InlineData("trian r.yaml --name x", "trian: no such command. Did you mean 'train'?")]
    [InlineData("seal data", "seal: no such command. Did you mean 'data seal'?")]
    [InlineData("data sael d", "sael: no such command. Did you mean 'seal'?")]
    [InlineData("help trian", "trian: no such command. Did you mean 'train'?")]
    [InlineData("data train r.yaml", "train: no such command.")]
    [InlineData("trian --help", "trian: no such command. Did you mean 'train'?")]
    [InlineData("runs shwo x", "shwo: 'runs' takes no argument. Did you mean 'show'?")]
    [InlineData("rerun x --tims 3", "--tims: no such option. Did you mean '--times'?")]
    [InlineData("train r.yaml --jsn", "--jsn: no such option. Did you mean '--json'?")]
    [InlineData("data seal my pictures", "pictures: one argument too many; 'seal' takes one: DIR.")]
    [InlineData("rerun x --times many", "--times many: expected a whole number.")]
    [InlineData("diff a b --tolerance few", "--tolerance few: expected a number.")]
    [InlineData("train .", ".: is a folder; expected a recipe's file. Is it ./recipe.yaml?")]
    [InlineData("train digits", "digits: is a folder; expected a recipe's file, whose 'dataset' names the folder of the images.")]
    [InlineData("train none.yaml", "none.yaml: no such file; expected a recipe.")]
    [InlineData("train recipe.yaml --set device=gpu", "Did you mean 'cuda'?")]
    public async Task What_is_mistyped_is_one_error_that_says_what_was_meant(string arguments, string said)
    {
        using var place = new Workplace();
        Directory.CreateDirectory(place.PathOf("digits"));
        var result = await place.RunAsync(arguments.Split(' '));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(said, result.StandardError, StringComparison.Ordinal);
        Assert.Equal(1, result.StandardError.Split("error: ").Length - 1);
        Assert.Empty(result.StandardOutput);
    }

    [Theory]
    [InlineData("", "lockstep demo")]
    [InlineData("help", "lockstep demo")]
    [InlineData("help data seal", "lockstep data seal")]
    [InlineData("help help", "lockstep demo")]
    [InlineData("data help", "lockstep data")]
    [InlineData("data", "lockstep data")]
    public async Task Help_is_given_where_it_is_asked_for_and_where_no_command_is(string arguments, string said)
    {
        using var place = new Workplace();
        var result = await place.RunAsync(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal((0, ""), (result.ExitCode, result.StandardError));
        Assert.Contains(said, result.StandardOutput, StringComparison.Ordinal);
        Assert.Contains("Usage:", result.StandardOutput, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_starter_names_every_model()
    {
        using var place = new Workplace();
        await place.RunAsync("init", "project");
        var starter = await File.ReadAllTextAsync(place.PathOf("project/recipe.yaml"), TestContext.Current.CancellationToken);
        var forms = JsonNode.Parse((await place.RunAsync("recipe", "schema")).StandardOutput)!["properties"]!["model"]!["anyOf"]!.AsArray();
        string[] names = [.. forms.SelectMany(form => form!["enum"]?.AsArray() ?? []).Select(name => name!.GetValue<string>())];
        Assert.Contains("resnet50", names);
        Assert.All(names, name => Assert.Contains(name, starter, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_answer_is_one_line_whatever_libraries_print_on_stdout()
    {
        using var place = new Workplace().WithDigits(2);
        var result = await place.Lockstep("train", "recipe.yaml", "--json", "--set", "model=small-cnn", "--set", "train.epochs=1")
            .WithEnvironmentVariables(variables => variables.Set("XDG_CACHE_HOME", place.PathOf("cache")).Set("ONEDNN_VERBOSE", "1").Set("MKL_VERBOSE", "1"))
            .ExecuteBufferedAsync(TestContext.Current.CancellationToken);
        Assert.Contains("verbose", result.StandardError, StringComparison.OrdinalIgnoreCase);
        Assert.IsType<JsonObject>(JsonNode.Parse(Assert.Single(result.StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries))));
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
