using System.Globalization;
using System.Text.Json.Nodes;

namespace Lockstep.Cli.Tests;

public sealed class PredictTests
{
    [Theory]
    [InlineData("model=small-cnn", "loader.workers=0")]
    [InlineData("model=small-cnn", "memory_format=contiguous")]
    [InlineData("model=linear", "augment.resize=[12, 10]", "augment.normalize={mean: [0.5, 0.4, 0.3], std: [0.2, 0.3, 0.4]}")]
    public async Task It_says_what_the_validation_said_without_the_data_set_and_from_another_place(params string[] settings)
    {
        using var place = new Workplace().WithDigits();
        var run = await place.JsonAsync(0, ["train", "recipe.yaml", .. settings.SelectMany(setting => (string[])["--set", setting])]);
        var table = File.ReadLines(Path.Combine(run.Text("folder"), "artifacts/predictions.csv")).Skip(1).Select(line => line.Split(',')).ToArray();
        await place.ShellAsync($"mv digits images && mkdir away && mv runs/{run.Text("run")} away/model");

        var answer = await place.JsonAsync(0, ["predict", "away/model", .. table.Select(row => $"images/{row[0]}"), "--top", "10"]);
        Assert.Equal(table.Select(row => $"images/{row[0]}"), Predictions(answer).Select(prediction => prediction.Text("path")));
        foreach (var (row, prediction) in table.Zip(Predictions(answer)))
        {
            var top = prediction["top"]?.AsArray().Select(
                item => (Class: item?["class"]?.GetValue<string>(), Score: item?["score"]?.GetValue<float>() ?? 0)).ToArray()
                ?? [];
            Assert.Equal((row[2], float.Parse(row[3], CultureInfo.InvariantCulture)), top[0]);
            Assert.All(top, item =>
                Assert.Equal(float.Parse(row[5 + int.Parse(item.Class ?? "", CultureInfo.InvariantCulture)], CultureInfo.InvariantCulture), item.Score));
        }
    }

    [Fact]
    public async Task A_broken_image_is_named_and_the_others_are_predicted_in_their_order()
    {
        using var place = new Workplace().WithDigits();
        var run = await place.TrainedAsync();
        File.WriteAllText(place.PathOf("digits/4/0000.png"), "torn");
        File.Copy(Path.Combine(AppContext.BaseDirectory, "fixtures/images/orientation6.png"), place.PathOf("large.png"));
        var result = await place.RunAsync("predict", run.Text("run"), "digits/5", "digits/4", "large.png", "digits/3/0003.png", "--quiet");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("digits/4/0000.png: not a whole image", result.StandardError, StringComparison.Ordinal);
        Assert.DoesNotContain("seal the data set", result.StandardError, StringComparison.Ordinal);
        Assert.Contains("large.png: ", result.StandardError, StringComparison.Ordinal);
        Assert.Contains("but the model was trained on 8×8", result.StandardError, StringComparison.Ordinal);
        string[] expected = [.. Folder("digits/5"), .. Folder("digits/4").Where(path => path != "digits/4/0000.png"), "digits/3/0003.png"];
        Assert.Equal(expected, result.StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')[0]));

        IEnumerable<string> Folder(string path) =>
            Directory.GetFiles(place.PathOf(path)).Select(file => $"{path}/{Path.GetFileName(file)}").Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task What_can_not_be_meant_is_refused()
    {
        using var place = new Workplace().WithDigits();
        var run = await place.TrainedAsync();
        foreach (var (message, arguments) in new (string, string[])[]
        {
            ("absent.png: no such image or folder", ["absent.png"]),
            ("locks: no image is in it", [$"runs/{run.Text("run")}/locks"]),
            ("--top 0: expected at least 1", ["digits", "--top", "0"]),
            ("--checkpoint newest: expected best, last or last.raw", ["digits", "--checkpoint", "newest"]),
        })
        {
            var result = await place.RunAsync(["predict", run.Text("run"), .. arguments]);
            Assert.Equal(2, result.ExitCode);
            Assert.Contains(message, result.StandardError, StringComparison.Ordinal);
        }
    }

    private static IEnumerable<JsonObject> Predictions(JsonObject answer) =>
        Assert.IsType<JsonArray>(answer["predictions"]).Select(item => Assert.IsType<JsonObject>(item));
}
