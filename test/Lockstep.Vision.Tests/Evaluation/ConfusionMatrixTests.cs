using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Lockstep.Samples;
using Lockstep.Vision.Evaluation;

namespace Lockstep.Vision.Tests.Evaluation;

public sealed class ConfusionMatrixTests
{
    /// <summary>See test/fixtures/evaluation/make.py.</summary>
    [Fact]
    public void Counts_accuracy_precision_recall_and_support_are_those_of_scikit_learn()
    {
        using var fixture = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "fixtures", "evaluation", "metrics.json")));
        foreach (var expected in fixture.RootElement.EnumerateArray())
        {
            var counts = expected.GetProperty("counts");
            var matrix = new ConfusionMatrix([.. Enumerable.Range(0, counts.GetArrayLength()).Select(index => index.ToString(CultureInfo.InvariantCulture))]);
            var actual = Numbers(expected, "actual");
            foreach (var (label, predicted) in actual.Zip(Numbers(expected, "predicted")))
            {
                matrix.Add((int)label, (int)predicted);
            }

            Assert.Equal(actual.Length, matrix.Total);
            Assert.Equal(expected.GetProperty("accuracy").GetDouble(), matrix.Accuracy);
            for (var index = 0; index < matrix.Classes.Count; index++)
            {
                Assert.Equal(
                    counts[index].EnumerateArray().Select(count => count.GetInt64()),
                    Enumerable.Range(0, matrix.Classes.Count).Select(predicted => matrix[index, predicted]));
                Assert.Equal(Numbers(expected, "precision")[index], matrix.Precision(index));
                Assert.Equal(Numbers(expected, "recall")[index], matrix.Recall(index));
                Assert.Equal(Numbers(expected, "support")[index], matrix.Support(index));
            }
        }
    }

    [Fact]
    public void Without_any_sample_every_figure_is_0()
    {
        var matrix = new ConfusionMatrix(["cat", "dog"]);
        Assert.Equal([0, 0, 0, 0], [matrix.Accuracy, matrix.Precision(0), matrix.Recall(1), matrix.Support(0)]);
    }

    [Fact]
    public void The_CSV_quotes_a_name_that_a_comma_quote_or_line_break_is_in()
    {
        var matrix = new ConfusionMatrix(["cat", "a,b", "the \"dog\"", "two\nlines", "é"]);
        matrix.Add(1, 0);
        matrix.Add(1, 0);
        Assert.Equal(
            "true\\predicted,cat,\"a,b\",\"the \"\"dog\"\"\",\"two\nlines\",é\n"
            + "cat,0,0,0,0,0\n\"a,b\",2,0,0,0,0\n\"the \"\"dog\"\"\",0,0,0,0,0\n\"two\nlines\",0,0,0,0,0\né,0,0,0,0,0\n",
            matrix.ToCsv());
    }

    [Fact]
    public void The_JSON_has_a_row_a_true_class()
    {
        var matrix = new ConfusionMatrix(["cat", "dog"]);
        matrix.Add(0, 0);
        matrix.Add(0, 1);
        Assert.True(
            JsonNode.DeepEquals(
                JsonNode.Parse("""
                    {
                      "epoch": 3, "classes": ["cat", "dog"], "counts": [[1, 1], [0, 0]], "accuracy": 0.5,
                      "perClass": [{"class": "cat", "precision": 1, "recall": 0.5, "support": 2}, {"class": "dog", "precision": 0, "recall": 0, "support": 0}]
                    }
                    """),
                matrix.ToJson(epoch: 3)),
            matrix.ToJson(epoch: 3).ToJsonString());
    }

    [Fact]
    public void Every_count_and_figure_is_that_of_a_plain_table_of_all_by_all() => (
        from classes in Gen.Int[1, 12]
        from images in Gen.Select(Gen.Int[0, classes - 1], Gen.Int[Prediction.None, classes - 1]).Array[0, 200]
        select (classes, images)).Sample(
        set =>
        {
            var (classes, images) = set;
            var (matrix, plain, all) = (Matrix(classes, images), new long[classes, classes], Enumerable.Range(0, classes).ToArray());
            foreach (var (actual, predicted) in images.Where(image => image.Item2 != Prediction.None))
            {
                plain[actual, predicted]++;
            }

            (int Actual, int Predicted)[] pairs = [.. all.SelectMany(actual => all.Select(predicted => (actual, predicted)))];
            Assert.All(pairs, pair => Assert.Equal(plain[pair.Actual, pair.Predicted], matrix[pair.Actual, pair.Predicted]));
            Assert.Equal(
                pairs.Where(pair => plain[pair.Actual, pair.Predicted] > 0).Select(pair => (pair.Actual, pair.Predicted, plain[pair.Actual, pair.Predicted])),
                matrix.Cells);
            Assert.Equal(
                pairs.Where(pair => pair.Actual != pair.Predicted && plain[pair.Actual, pair.Predicted] > 0)
                    .OrderByDescending(pair => plain[pair.Actual, pair.Predicted]),
                matrix.Mistakes());
            Assert.Equal(images.Length == 0 ? 0 : all.Sum(index => plain[index, index]) / (double)images.Length, matrix.Accuracy);
            Assert.All(all, index =>
            {
                var (support, predicted) = (images.Count(image => image.Item1 == index), images.Count(image => image.Item2 == index));
                Assert.Equal((support, predicted), (matrix.Support(index), matrix.Predicted(index)));
                Assert.Equal(predicted == 0 ? 0 : plain[index, index] / (double)predicted, matrix.Precision(index));
                Assert.Equal(support == 0 ? 0 : plain[index, index] / (double)support, matrix.Recall(index));
            });
        },
        iter: 300,
        threads: 1);

    [Theory]
    [InlineData(ManyClasses.MostWhole)]
    [InlineData(ManyClasses.MostWhole + 1)]
    public void Up_to_500_classes_all_counts_are_written_and_of_more_those_that_are_not_zero(int classes)
    {
        var matrix = Matrix(classes, [(3, 2), (0, 499), (3, 2), (3, 3), (1, Prediction.None)]);
        var (json, csv) = (matrix.ToJson(epoch: 1), matrix.ToCsv().Split('\n'));
        if (classes <= 500)
        {
            Assert.Equal(["epoch", "classes", "counts", "accuracy", "perClass"], json.Select(member => member.Key));
            Assert.Equal(
                $"[[{string.Join(',', Enumerable.Range(0, classes).Select(predicted => predicted == 499 ? 1 : 0))}],",
                json["counts"]?.ToJsonString()[..(2 + (2 * classes) + 1)]);
            Assert.Equal(classes + 2, csv.Length);
            Assert.Equal($"3,0,0,2,1,{string.Join(',', Enumerable.Repeat(0, classes - 4))}", csv[4]);
            return;
        }

        Assert.Equal(["epoch", "classes", "cells", "accuracy", "perClass"], json.Select(member => member.Key));
        Assert.Equal("[[0,499,1],[3,2,2],[3,3,1]]", json["cells"]?.ToJsonString());
        Assert.Equal(["true,predicted,count", "0,499,1", "3,2,2", "3,3,1", ""], csv);
    }

    [Fact]
    public void Three_thousand_classes_take_memory_by_their_images_and_not_by_their_square()
    {
        const int Classes = 3000;
        var images = Enumerable.Range(0, 2 * Classes).Select(number => (number / 2, number * 7 % Classes)).ToArray();
        var scores = new float[Classes];
        Matrix(2, []).ToJson(epoch: 1); // what the runtime allocates once
        var before = GC.GetAllocatedBytesForCurrentThread();
        var matrix = Matrix(Classes, images);
        var report = ClassificationReport.Of(new Validation(
            0, matrix, [.. images.Select((image, id) => new Prediction(ClassificationReportTests.SampleOf(id, image.Item1), scores, image.Item2))]));
        string[] written = [matrix.ToJson(epoch: 1).ToJsonString(), matrix.ToCsv(), report.ToJson().ToJsonString()];
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 * Classes * Classes / 3); // dense counts alone: 72 MB
        Assert.Equal(images.Distinct().Count(), matrix.CellCount);
        Assert.All(written, text => Assert.InRange(text.Length, 1, 200 * Classes));
        Assert.All(new[] { new Prediction(ClassificationReportTests.SampleOf(0, 0), scores, 0) }, prediction => Assert.Empty(prediction.Scores));
    }

    private static ConfusionMatrix Matrix(int classes, IEnumerable<(int Actual, int Predicted)> images)
    {
        var matrix = new ConfusionMatrix([.. Enumerable.Range(0, classes).Select(index => index.ToString(CultureInfo.InvariantCulture))]);
        foreach (var (actual, predicted) in images)
        {
            matrix.Add(actual, predicted);
        }

        return matrix;
    }

    private static double[] Numbers(JsonElement of, string name) => [.. of.GetProperty(name).EnumerateArray().Select(number => number.GetDouble())];
}
