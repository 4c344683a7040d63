using System.Text.Json.Nodes;
using Lockstep.Samples;

namespace Lockstep.Cli.Tests;

/// <summary>Real digits under so many labels that nothing is given whole any more.</summary>
public sealed class ManyClassesTests
{
    private const int Classes = ManyClasses.MostWhole + 1;

    [Fact]
    public async Task A_run_of_many_classes_keeps_the_counts_that_are_not_zero_and_shows_people_a_few()
    {
        using var place = WithLabels();
        await place.JsonAsync(0, "data", "seal", "digits");
        await place.JsonAsync(0, "train", "recipe.yaml", "--set", "train.epochs=1", "--name", "a");

        var matrix = JsonNode.Parse(File.ReadAllText(place.PathOf("runs/a/artifacts/confusion_matrix.json")))?.AsObject() ?? [];
        Assert.Equal(["epoch", "classes", "cells", "accuracy", "perClass"], matrix.Select(member => member.Key));
        var lines = File.ReadLines(place.PathOf("runs/a/artifacts/confusion_matrix.csv")).ToArray();
        Assert.Equal("true,predicted,count", lines[0]);
        var cells = Rows(matrix["cells"]);
        var names = matrix["classes"]?.AsArray().Select(name => name?.GetValue<string>()).ToArray() ?? [];
        Assert.Equal(cells.Select(cell => $"{names[cell[0]]},{names[cell[1]]},{cell[2]}"), lines[1..]);
        Assert.Equal(Classes, cells.Sum(cell => cell[2])); // one image of each class validates
        Assert.All(Directory.GetFiles(place.PathOf("runs/a/artifacts"), "*", SearchOption.AllDirectories), path =>
            Assert.InRange(new FileInfo(path).Length, 1, 400 * Classes));

        var answer = await place.JsonAsync(0, "evaluate", "a", "--save");
        Assert.False(answer.ContainsKey("counts"));
        Assert.True(JsonNode.DeepEquals(matrix["cells"], answer["cells"]));
        Assert.Equal(Classes, answer["perClass"]?.AsArray().Count);
        var page = File.ReadAllText(place.PathOf("runs/a/artifacts/report.html"));
        Assert.Contains($"<p class=\"faint\">The 20 of {Classes} classes with the lowest F1, of those that have an image; "
            + "artifacts/val.json has all.</p>", page, StringComparison.Ordinal);
        Assert.Contains("; artifacts/per_class.csv has all.</p>", page, StringComparison.Ordinal);
        Assert.Equal(2 * 20, page.Split("<tr><td>label").Length - 1);
        Assert.Contains($"of {Classes} classes the ", page, StringComparison.Ordinal);

        var text = (await place.RunAsync("evaluate", "a")).StandardOutput;
        Assert.Contains($"The 20 of {Classes} classes with the lowest F1, of those that have an image. All of them: --json.", text, StringComparison.Ordinal);
        Assert.InRange(text.Split('\n').Length, 30, 60);
    }

    [Fact]
    public async Task Of_many_classes_those_with_the_fewest_images_are_listed_and_all_of_them_in_JSON()
    {
        using var place = WithLabels();
        await place.ShellAsync("sed -i '$d' digits/labels.csv");
        foreach (var command in (string[])["show", "index"])
        {
            var text = (await place.RunAsync("data", command, "digits")).StandardOutput;
            Assert.Contains(
                $"The 20 of {Classes} classes with the fewest images; the median has 2, the most 2. All of them: --json.", text, StringComparison.Ordinal);
            Assert.Equal(20, text.Split('\n').Count(line => line.TrimStart().StartsWith("label", StringComparison.Ordinal)));
            Assert.Contains("label500", text, StringComparison.Ordinal); // lost its second image
            Assert.Equal(Classes, (await place.JsonAsync(0, "data", command, "digits"))["classes"]?.AsArray().Count);
        }
    }

    /// <summary>Two digits of each class, by a table.</summary>
    private static Workplace WithLabels()
    {
        var place = new Workplace().WithDigits(perClass: 120);
        var images = Directory.GetFiles(place.PathOf("digits"), "*.png", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Take(2 * Classes).Select((path, number) => $"{Path.GetRelativePath(place.PathOf("digits"), path)},label{number / 2:000}\n");
        File.WriteAllText(place.PathOf("digits/labels.csv"), $"path,label\n{string.Concat(images)}");
        return place;
    }

    private static int[][] Rows(JsonNode? cells) =>
        [.. cells?.AsArray().Select(cell => cell?.AsArray().Select(number => number?.GetValue<int>() ?? -1).ToArray() ?? []) ?? []];
}
