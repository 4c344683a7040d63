using System.Text.Json.Nodes;
using CliWrap.Buffered;
using Lockstep.Vision.Work;

namespace Lockstep.Cli.Tests;

public sealed class BenchTests
{
    [Fact]
    public async Task Prints_a_row_a_model_and_leaves_nothing_behind()
    {
        using var place = new Workplace().WithDigits();
        Directory.CreateDirectory(place.PathOf("tmp"));
        var before = FilesOf(place);
        var result = await place.Lockstep("bench", "recipe.yaml", "--steps", "7", "--rounds", "2", "--model", "linear", "--model", "small-cnn")
            .WithEnvironmentVariables(variables => variables.Set("TMPDIR", place.PathOf("tmp")).Set("XDG_CACHE_HOME", place.PathOf("cache")))
            .ExecuteBufferedAsync(TestContext.Current.CancellationToken);
        Assert.True(result.ExitCode == 0, result.StandardError);
        var lines = result.StandardOutput.Split('\n');
        Assert.Equal(2, lines.Count(line => line.StartsWith("linear ", StringComparison.Ordinal)));
        Assert.Equal(2, lines.Count(line => line.StartsWith("small-cnn ", StringComparison.Ordinal)));
        Assert.Contains("2 rounds", lines[0], StringComparison.Ordinal);
        Assert.Equal(before, FilesOf(place));
    }

    [Fact]
    public async Task Its_json_has_figures_of_both_modes_and_shares_that_make_a_whole()
    {
        using var place = new Workplace().WithDigits();
        var answer = await place.JsonAsync(0, "bench", "recipe.yaml", "--steps", "7", "--rounds", "2", "--set", "ledger=deep", "--set", "train.accumulate=2");
        Assert.Equal(2, answer["rounds"]!.GetValue<int>());
        Assert.Equal(32, answer["imagesPerStep"]!.GetValue<int>());
        var row = Assert.IsType<JsonObject>(Assert.Single(answer["models"]!.AsArray()));
        Assert.Equal("linear", row.Text("model"));
        Assert.Equal(7, row["steps"]!.GetValue<int>());
        Assert.Equal(8, row["height"]!.GetValue<int>());
        foreach (var mode in new[] { "strict", "fast" })
        {
            var shares = row[mode]!["shares"]!.AsObject().ToDictionary(part => part.Key, part => part.Value!.GetValue<double>());
            Assert.Equal(["loader", "compute", "ledger", "other"], shares.Keys);
            Assert.All(shares.Values, share => Assert.InRange(share, double.Epsilon, 1));
            Assert.Equal(1, shares.Values.Sum(), 1e-9);
            AssertOrdered(row[mode]!["imagesPerSecond"]!);
            AssertOrdered(row[mode]!["millisecondsPerStep"]!);
        }

        AssertOrdered(row["ratio"]!);
    }

    [Fact]
    public async Task Times_every_built_in_model_and_says_which_can_not_take_the_images()
    {
        using var place = new Workplace().WithDigits();
        var answer = await place.JsonAsync(0, "bench", "recipe.yaml", "--steps", "1", "--rounds", "1", "--models", "--set", "train.batch_size=4");
        var rows = answer["models"]!.AsArray().Select(row => row!.AsObject()).ToArray();
        Assert.Equal(BenchedRecipe.Models, rows.Select(row => row.Text("model")));
        foreach (var row in rows)
        {
            var takesDigits = row.Text("model") is not ("vgg11_bn" or "convnext_tiny" or "vit_tiny" or "vit_small");
            Assert.True(
                takesDigits ? row["ratio"] is not null : row.Text("problem").Contains("Set augment.resize", StringComparison.Ordinal), row.ToJsonString());
        }
    }

    [Fact]
    public async Task A_model_that_was_named_and_can_not_be_timed_is_exit_code_3_and_the_others_keep_their_rows()
    {
        using var place = new Workplace().WithDigits();
        var result = await place.RunAsync("bench", "recipe.yaml", "--steps", "1", "--rounds", "1", "--model", "vgg11_bn", "--model", "linear");
        Assert.Equal(3, result.ExitCode);
        Assert.Contains("\nlinear ", result.StandardOutput, StringComparison.Ordinal);
        Assert.Contains("vgg11_bn: not timed: Model vgg11_bn needs images of at least 32×32", result.StandardError, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("at least 1", "--rounds", "0")]
    [InlineData("at least 1", "--steps", "0")]
    [InlineData("unknown name 'resnet81'", "--model", "resnet81")]
    [InlineData("leave out --model", "--models", "--model", "linear")]
    [InlineData("no folder 'elsewhere'", "--set", "dataset=elsewhere")]
    public async Task What_is_wrong_with_the_call_is_exit_code_2(string message, params string[] arguments)
    {
        using var place = new Workplace().WithDigits(perClass: 1);
        var result = await place.RunAsync(["bench", "recipe.yaml", .. arguments]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.StandardError, StringComparison.Ordinal);
        Assert.Empty(result.StandardOutput);
    }

    [Fact]
    public async Task Data_that_is_not_what_its_manifest_says_keeps_the_gate_shut()
    {
        using var place = new Workplace().WithDigits();
        await place.JsonAsync(0, "data", "seal", "digits");
        var file = Directory.GetFiles(place.PathOf("digits/3")).Order(StringComparer.Ordinal).First();
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await File.AppendAllTextAsync(file, "x", TestContext.Current.CancellationToken);
        Assert.Equal(1, (await place.RunAsync("bench", "recipe.yaml", "--steps", "1", "--rounds", "1")).ExitCode);
    }

    private static string[] FilesOf(Workplace place) =>
        [
            .. Directory.EnumerateFileSystemEntries(place.Folder, "*", SearchOption.AllDirectories)
                .Where(path => !path.StartsWith(place.PathOf("cache"), StringComparison.Ordinal)).Order(StringComparer.Ordinal)
        ];

    private static void AssertOrdered(JsonNode figure)
    {
        Assert.InRange(figure["median"]!.GetValue<double>(), figure["lowest"]!.GetValue<double>(), figure["highest"]!.GetValue<double>());
        Assert.True(figure["lowest"]!.GetValue<double>() > 0);
    }
}
