using System.Text;
using System.Text.Json.Nodes;
using CliWrap.Buffered;
using Lockstep.Tests.Shared;

namespace Lockstep.Cli.Tests;

/// <summary>examples/own-augmentation, as the program that it is.</summary>
public sealed class OwnAugmentationTests : IDisposable
{
    private static readonly string Built = Repository.PathOf(
        $"artifacts/bin/own-augmentation/{Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory))}");

    public static string Program { get; } = Path.Combine(Built, "own-augmentation.dll");

    private readonly Workplace place = new Workplace().WithDigits();

    public OwnAugmentationTests()
    {
        Assert.SkipUnless(File.Exists(Program), $"needs {Program} ('dotnet build' or 'dotnet test' in the clone's root makes it)");
        File.WriteAllText(place.PathOf("recipe.yaml"), """
            seed: 7
            dataset: digits
            model: {name: two-layers, width: 16}
            train: {batch_size: 16, epochs: 1, lr: 0.01}
            augment:
              film_grain: {strength: 24}

            """);
    }

    public void Dispose() => place.Dispose();

    [Fact]
    public async Task It_trains_runs_again_identically_and_depends_on_its_parameter_alone()
    {
        var first = await CommonRuns.CopyAsync(Program, place, []);
        var again = await JsonAsync(Built, 0, "rerun", first.Text("run"));
        var workers = await JsonAsync(Built, 0, "train", "recipe.yaml", "--set", "loader.workers=0");
        var stronger = await JsonAsync(Built, 0, "train", "recipe.yaml", "--set", "augment.film_grain.strength=25");

        Assert.EndsWith("_two-layers_film-grain_v1", first.Text("run"), StringComparison.Ordinal);
        Assert.Equal("identical", again.Text("verdict"));
        Assert.Equal((first.Text("lockId"), first.Text("resultId")), (workers.Text("lockId"), workers.Text("resultId")));
        Assert.NotEqual(first.Text("lockId"), stronger.Text("lockId"));
        Assert.NotEqual(first.Text("resultId"), stronger.Text("resultId"));
        Assert.Contains(
            "  film_grain:\n    prob: 0.5\n    strength: 24\n", File.ReadAllText(Path.Combine(first.Text("folder"), "recipe.yaml")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_model_is_evaluated_and_predicts_with_that_program_alone()
    {
        var run = await CommonRuns.CopyAsync(Program, place, []);
        var evaluated = await JsonAsync(Built, 0, "evaluate", run.Text("run"));
        Assert.Equal(run["metrics"]?["best"]?.GetValue<double>(), evaluated["accuracy"]?.GetValue<double>());
        await JsonAsync(Built, 0, "predict", run.Text("run"), "digits/3");
        foreach (var arguments in (string[][])[["evaluate", run.Text("run")], ["predict", run.Text("run"), "digits/3"]])
        {
            var refused = await place.RunAsync(arguments);
            Assert.Equal(2, refused.ExitCode);
            Assert.Contains("was made by a program that adds to Lockstep (own-augmentation.dll)", refused.StandardError, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Its_assembly_is_locked_so_a_changed_one_is_refused_and_has_another_lock_ID()
    {
        var first = await CommonRuns.CopyAsync(Program, place, []);
        var locked = JsonNode.Parse(File.ReadAllText(Path.Combine(first.Text("folder"), "locks/code.json")))?["relevant"]?["program"]?.AsObject();
        var digest = (await place.ShellAsync($"sha256sum '{Built}/own-augmentation.dll'"))[..64];
        Assert.Equal($$"""{"own-augmentation.dll":"{{digest}}"}""", locked?.ToJsonString());

        // All of it by link, but for the program's own assembly, which has a byte more.
        await place.ShellAsync($"mkdir changed && ln -s '{Built}'/* changed/ && rm changed/own-augmentation.dll && cp '{Built}/own-augmentation.dll' "
            + "changed/ && printf x >> changed/own-augmentation.dll");
        var refused = await RunAsync(place.PathOf("changed"), "rerun", first.Text("run"));
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains($"Code: program.own-augmentation.dll: recorded \"{digest}\"", refused.StandardError, StringComparison.Ordinal);
        Assert.NotEqual(first.Text("lockId"), (await JsonAsync(place.PathOf("changed"), 0, "train", "recipe.yaml")).Text("lockId"));
    }

    [Theory]
    [InlineData("augment.film_grain.strenght=3", "unknown key 'strenght' in 'augment.film_grain'. Did you mean 'strength'? Valid here: prob, strength.")]
    [InlineData("augment.film_grain.strength=-1", "augment.film_grain.strength: expected a number from 0 to 255, found -1.")]
    [InlineData("model.width=many", "model.width: expected a whole number from 1 to 65536")]
    public async Task A_wrong_key_is_exit_code_2(string set, string message)
    {
        var result = await RunAsync(Built, "train", "recipe.yaml", "--set", set);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.StandardError, StringComparison.Ordinal);
        Assert.Equal(0, place.RunCount);
    }

    [Fact]
    public async Task Lockstep_alone_says_what_it_lacks()
    {
        var first = await CommonRuns.CopyAsync(Program, place, []);
        var trained = await place.RunAsync("train", "recipe.yaml");
        var again = await place.RunAsync("rerun", first.Text("run"));

        Assert.Equal((2, 2), (trained.ExitCode, again.ExitCode));
        Assert.Contains("recipe.yaml:3:15: model.name: unknown name 'two-layers'", trained.StandardError, StringComparison.Ordinal);
        Assert.Contains("recipe.yaml:6:3: unknown key 'film_grain'", trained.StandardError, StringComparison.Ordinal);
        Assert.Contains("was made by a program that adds to Lockstep (own-augmentation.dll)", again.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_checked_previewed_and_in_the_schema()
    {
        var check = await JsonAsync(Built, 0, "augment", "check", "recipe.yaml", "--images", "30", "--workers", "0,3");
        var preview = await JsonAsync(Built, 0, "augment", "preview", "recipe.yaml", "-o", "grid.png");

        Assert.Equal("""["film_grain"]""", check["augmentations"]?.ToJsonString());
        Assert.True(preview["random"]?.GetValue<bool>());
        Assert.Contains("\"film_grain\"", (await RunAsync(Built, "recipe", "schema")).StandardOutput, StringComparison.Ordinal);
    }

    private async Task<BufferedCommandResult> RunAsync(string program, params IEnumerable<string> arguments) =>
        await place.Lockstep(arguments).WithArguments([Path.Combine(program, "own-augmentation.dll"), .. arguments])
            .ExecuteBufferedAsync(Encoding.UTF8, TestContext.Current.CancellationToken);

    private Task<JsonObject> JsonAsync(string program, int exitCode, params IEnumerable<string> arguments) =>
        place.JsonAsync(Path.Combine(program, "own-augmentation.dll"), exitCode, arguments);
}
