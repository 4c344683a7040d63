using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Lockstep.Cli.Tests;

public sealed class DivergencePictureTests
{
    private static readonly string[] Keeps =
        ["--set", "checkpoint.every_steps=1", "--set", "checkpoint.keep=50", "--set", "checkpoint.keep_finished=true", "--set", "train.epochs=3"];

    [Fact]
    public async Task The_picture_and_the_answer_hold_the_distance_of_weights_at_each_step_that_both_keep()
    {
        using var place = new Workplace().WithDigits();
        await place.JsonAsync(0, ["train", "recipe.yaml", "--name", "a", .. Keeps, "--set", "schedule={name: multi_step, milestones: [1], gamma: 1}"]);
        await place.JsonAsync(0, ["train", "recipe.yaml", "--name", "b", .. Keeps, "--set", "schedule={name: multi_step, milestones: [1], gamma: 0.5}"]);
        var diff = await place.JsonAsync(1, "diff", "a", "b", "--picture", "parted.svg");
        var parted = diff["ledger"]?["divergence"]?["step"]?.GetValue<long>() ?? 0;
        Assert.InRange(parted, 2, 8);
        var points = Points(diff);
        Assert.All(points, point => Assert.Equal(point.Step >= parted, point.Distance > 0));
        Assert.Contains(points, point => point.Step >= parted);
        Assert.Null(diff["weightsOverSteps"]?["lack"]);

        var picture = XDocument.Load(place.PathOf("parted.svg"));
        var circles = picture.Descendants().Where(element => element.Name.LocalName == "circle").ToArray();
        Assert.Equal(points.Count(point => !point.FromLedger), circles.Length);
        double[] heights = [.. circles.Select(circle => double.Parse(circle.Attribute("cy")?.Value ?? "", System.Globalization.CultureInfo.InvariantCulture))];
        Assert.All(heights.Zip(points.Where(point => !point.FromLedger)), pair =>
            Assert.True(pair.Second.Distance > 0 ? pair.First is >= 340 and < 500 : pair.First == 500));
        Assert.Contains(picture.Descendants(), element => element.Value.StartsWith($"first divergence: step {parted}", StringComparison.Ordinal));
        Assert.DoesNotContain("keep_finished", picture.ToString(), StringComparison.Ordinal);

        var text = await place.RunAsync("diff", "a", "b");
        Assert.Contains("Weights over the steps, relative distance", text.StandardOutput, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_one_common_checkpoint_the_picture_and_the_command_line_say_what_to_set()
    {
        using var place = new Workplace().WithDigits(4);
        await place.JsonAsync(0, "train", "recipe.yaml", "--name", "a");
        await place.JsonAsync(0, "train", "recipe.yaml", "--name", "b", "--set", "seed=8");
        await place.ShellAsync("rm runs/b/checkpoints/best.safetensors");
        var result = await place.RunAsync("diff", "a", "b", "--picture", "parted.svg");
        Assert.Equal(1, result.ExitCode);
        const string Advice = "checkpoint.keep: 50 and checkpoint.keep_finished: true.";
        Assert.Contains(Advice, result.StandardOutput, StringComparison.Ordinal);
        Assert.Contains(Advice, File.ReadAllText(place.PathOf("parted.svg")), StringComparison.Ordinal);
        Assert.Contains(Advice, (await place.JsonAsync(1, "diff", "a", "b"))["weightsOverSteps"]?["lack"]?.GetValue<string>(), StringComparison.Ordinal);
    }

    private static (long Step, double Distance, bool FromLedger)[] Points(JsonObject diff) =>
        // of this very command
        [
            .. (diff["weightsOverSteps"]?["points"]?.AsArray() ?? [])
                .Select(point => (point!["step"]!.GetValue<long>(), point["distance"]!.GetValue<double>(), point["from"]!.GetValue<string>() == "ledger"))
        ];
}
