using System.Text.Json.Nodes;

namespace Lockstep.Cli.Tests;

public sealed class PreviewTests
{
    private const string Random = "augment={hflip_prob: 0.5, rotation_degrees: 20}";

    [Fact]
    public async Task A_preview_is_the_same_file_each_time_and_another_for_another_seed_or_epoch()
    {
        using var place = new Workplace().WithDigits();
        var answer = await place.JsonAsync(0, "augment", "preview", "recipe.yaml", "-o", "a.png", "--set", Random);
        await place.JsonAsync(0, "augment", "preview", "recipe.yaml", "-o", "b.png", "--set", Random, "--set", "loader.workers=0");
        await place.JsonAsync(0, "augment", "preview", "recipe.yaml", "-o", "c.png", "--set", Random, "--set", "seed=8");
        await place.JsonAsync(0, "augment", "preview", "recipe.yaml", "-o", "d.png", "--set", Random, "--epoch", "2");
        var bytes = "abcd".Select(name => Convert.ToHexString(File.ReadAllBytes(place.PathOf($"{name}.png")))).ToArray();

        Assert.Equal(bytes[0], bytes[1]);
        Assert.Equal(3, bytes.Distinct().Count());
        Assert.Equal(7, Assert.IsType<JsonArray>(answer["columns"]).Count);
        Assert.Equal(6, Assert.IsType<JsonArray>(answer["rows"]).Count);
        Assert.True(answer["random"]?.GetValue<bool>());
    }

    [Fact]
    public async Task An_image_of_the_data_set_keeps_its_draws_wherever_it_is_named()
    {
        using var place = new Workplace().WithDigits();
        var alone = await place.JsonAsync(0, "augment", "preview", "recipe.yaml", "digits/3/0003.png", "-o", "a.png", "--set", Random);
        File.Copy(place.PathOf("digits/3/0003.png"), place.PathOf("other.png"));
        var folder = await place.JsonAsync(
            0, "augment", "preview", "recipe.yaml", "other.png", "digits/3", "-o", "b.png", "--images", "2", "--columns", "3", "--set", Random);

        Assert.Equal("digits/3/0003.png 24 True", Row(alone, 0));
        Assert.Equal("other.png 0 False", Row(folder, 0));
        Assert.Equal("0003.png 24 True", Row(folder, 1));
        Assert.Equal(3, Assert.IsType<JsonArray>(folder["rows"]).Count);

        static string Row(JsonObject answer, int index) =>
            $"{answer["rows"]?[index]?["name"]} {answer["rows"]?[index]?["sample"]} {answer["rows"]?[index]?["asInTraining"]?.GetValue<bool>()}";
    }

    [Fact]
    public async Task Without_augmentation_it_says_so_and_needs_no_data_set()
    {
        using var place = new Workplace();
        File.WriteAllBytes(place.PathOf("one.jpg"), File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "fixtures", "images", "orientation6.jpg")));
        var result = await place.RunAsync("augment", "preview", "recipe.yaml", "one.jpg", "-o", "grid.png", "--columns", "2");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("augment    nothing random: every epoch shows the same", result.StandardOutput, StringComparison.Ordinal);
        Assert.Contains("one.jpg: not of the recipe's data set; drawn as sample 0", result.StandardOutput, StringComparison.Ordinal);
        Assert.Equal("89504E47", Convert.ToHexString(File.ReadAllBytes(place.PathOf("grid.png")))[..8]);
    }

    [Theory]
    [InlineData("that is a file that the preview reads", "other.png", "-o", "other.png")]
    [InlineData("lies in the data set's folder", "digits/3/0003.png", "-o", "digits/3/0003.png")]
    [InlineData("end its name in .png", "digits/3", "-o", "grid.jpg")]
    [InlineData("no such image or folder", "digits/absent.png", "-o", "grid.png")]
    [InlineData("no image is in it", "empty", "-o", "grid.png")]
    [InlineData("--columns 0: expected a number from 1 to 100", "digits", "-o", "grid.png", "--columns", "0")]
    [InlineData("Option '--output' is required", "digits")]
    public async Task What_can_not_be_meant_is_refused_and_nothing_is_written(string message, params string[] arguments)
    {
        using var place = new Workplace().WithDigits(perClass: 2);
        Directory.CreateDirectory(place.PathOf("empty"));
        File.Copy(place.PathOf("digits/3/0003.png"), place.PathOf("other.png"));
        var before = await place.ShellAsync("find . -type f ! -path './cache/*' | sort | xargs sha256sum");
        var result = await place.RunAsync(["augment", "preview", "recipe.yaml", .. arguments]);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.StandardError, StringComparison.Ordinal);
        Assert.Equal(before, await place.ShellAsync("find . -type f ! -path './cache/*' | sort | xargs sha256sum"));
    }

    [Fact]
    public async Task A_broken_image_is_named_and_the_earlier_picture_stays()
    {
        using var place = new Workplace().WithDigits(perClass: 2);
        File.WriteAllText(place.PathOf("grid.png"), "earlier");
        File.WriteAllText(place.PathOf("digits/5/0005.png"), "version https://git-lfs.github.com/spec/v1\n");
        var result = await place.RunAsync("augment", "preview", "recipe.yaml", "digits/5/0005.png", "-o", "grid.png");

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("digits/5/0005.png: not a whole image: it is a Git LFS pointer", result.StandardError, StringComparison.Ordinal);
        Assert.Equal("earlier", File.ReadAllText(place.PathOf("grid.png")));
    }
}
